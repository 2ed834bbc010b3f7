package org.keytally.check;

import java.util.Optional;
import org.keytally.config.Severity;
import org.keytally.history.Exposure;
import org.keytally.history.KeyExposure;

/** A private key stood in clear in a commit, though it does not any more. */
final class PrivateKeyInHistory extends Rule {

  PrivateKeyInHistory() {
    super(
        "private-key-in-history",
        Severity.WARNING,
        "A private key stood in clear in a commit, though it does not any more.",
        "KEY-07");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.past().isEmpty()) {
      return;
    }
    Exposure exposure = evidence.past().get().exposure();
    for (Exposure.PrivateKeyInClear key : exposure.privateKeys()) {
      if (key.until().isEmpty()) {
        continue;
      }
      int opens = 0;
      Optional<String> owner = Optional.empty();
      for (KeyExposure reader : exposure.keys()) {
        if (reader.recipient().equals(key.key())) {
          opens = reader.toReplace().size();
          owner = reader.owner();
        }
      }
      findings
          .about(new Subject(Subject.Type.RECIPIENT, key.key(), owner))
          .at(key.path())
          .weighing(opens > 0 ? Severity.ERROR : Severity.WARNING)
          .fix(
              "Replace the key everywhere, and every value that it opens: keytally exposure --key "
                  + Wording.quote(key.key()))
          .from(EvidenceKind.HISTORY)
          .add(
              "A private key ("
                  + key.what()
                  + ") stood here from "
                  + Dates.of(key.since())
                  + " until "
                  + Dates.of(key.until().get())
                  + ": whoever has a clone has it"
                  + (opens > 0
                      ? ", and with it " + Wording.count(opens, "value") + " of today."
                      : "."));
    }
  }
}
