package org.keytally.check;

import org.keytally.config.Severity;
import org.keytally.sops.SopsProblem;

/** A file that should be encrypted stands in clear. */
final class SecretPlaintext extends Rule {

  SecretPlaintext() {
    super(
        "secret-plaintext",
        Severity.ERROR,
        "A file that should be encrypted stands in clear.",
        "SEC-02",
        "SEC-04");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (SopsFiles.Located file : evidence.sopsFiles().malformed()) {
      int clear = 0;
      int line = 0;
      boolean whole = false;
      for (SopsProblem problem : file.contents().problems()) {
        if (problem.kind() == SopsProblem.Kind.NO_METADATA
            || problem.kind() == SopsProblem.Kind.VALUE_IN_CLEAR) {
          whole |= problem.kind() == SopsProblem.Kind.NO_METADATA;
          line = clear == 0 ? problem.line() : line;
          clear++;
        }
      }
      if (clear > 0) {
        findings
            .about(file.subject())
            .at(file.path(), line)
            .fix(
                "Encrypt it, and replace the value at its source: git history keeps what stood here.")
            .add(
                whole
                    ? "This file should be encrypted but stands in clear: everybody who can read the"
                        + " repository knows its content."
                    : Wording.count(clear, "value")
                        + " of this encrypted file "
                        + Wording.agree(clear, "stands", "stand")
                        + " in clear.");
      }
    }
  }
}
