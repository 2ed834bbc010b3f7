package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import org.keytally.config.Severity;

/** Secrets stand in a store that is no longer used. */
final class VarOtherStore extends Rule {

  VarOtherStore() {
    super(
        "var-other-store",
        Severity.WARNING,
        "Secrets stand in a store that is not the selected one.",
        "VAR-32");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.completeness().isEmpty()) {
      return;
    }
    List<String> paths = new ArrayList<>();
    for (Completeness.Undeclared var : evidence.completeness().get().undeclared()) {
      if (var.reason() == Completeness.Undeclared.Reason.STORE) {
        paths.add(var.path());
      }
    }
    if (paths.isEmpty()) {
      return;
    }
    findings
        .about(Subjects.repository(evidence.fleet()))
        .in(paths)
        .from(EvidenceKind.MANIFEST)
        .fix("Delete them once the selected store has the values; then replace the values.")
        .add(
            "Machines keep their secrets in another store, but "
                + Wording.count(paths.size(), "file")
                + " of a former store "
                + Wording.agree(paths.size(), "is", "are")
                + " still there, readable for "
                + Wording.agree(paths.size(), "its", "their")
                + " former recipients.");
  }
}
