package org.keytally.check;

import org.keytally.config.Severity;
import org.keytally.history.Exposure;

/** A file that is encrypted today stood in clear in a commit. */
final class PlaintextInHistory extends Rule {

  PlaintextInHistory() {
    super(
        "plaintext-in-history",
        Severity.WARNING,
        "A file that sops encrypts stood in clear in a commit.",
        "SEC-02");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.past().isEmpty()) {
      return;
    }
    for (Exposure.ClearText text : evidence.past().get().exposure().clearTexts()) {
      if (text.until().isPresent()) {
        findings
            .about(Subjects.file(text.path()))
            .at(text.path())
            .fix(
                "Replace what stood in it at its source: git show "
                    + Wording.quote(text.since().id() + ":" + text.path()))
            .from(EvidenceKind.HISTORY)
            .add(
                "It stood in clear from "
                    + Dates.of(text.since())
                    + " until "
                    + Dates.of(text.until().get())
                    + ": whoever has a clone has read it, whatever was encrypted since.");
      }
    }
  }
}
