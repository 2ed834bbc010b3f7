package org.keytally.check;

import org.keytally.config.Severity;
import org.keytally.sops.SopsProblem;

/** A file lists one recipient twice. */
final class RecipientDuplicate extends Rule {

  RecipientDuplicate() {
    super("recipient-duplicate", Severity.INFO, "A file lists one recipient twice.", "SEC-21");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (SopsFiles.Located file : evidence.sopsFiles().malformed()) {
      for (SopsProblem problem : file.contents().problems()) {
        if (problem.kind() == SopsProblem.Kind.DUPLICATE_RECIPIENT) {
          findings
              .about(file.subject())
              .at(file.path(), problem.line())
              .fix("keytally repair --only recipient-duplicate")
              .add("The file lists a recipient more than once, which has no effect.");
          break;
        }
      }
    }
  }
}
