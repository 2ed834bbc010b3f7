package org.keytally.check;

import org.keytally.config.Severity;
import org.keytally.sops.SopsProblem;

/** An encrypted file is damaged. */
final class SecretMalformed extends Rule {

  SecretMalformed() {
    super(
        "secret-malformed",
        Severity.ERROR,
        "An encrypted file is damaged.",
        "SEC-03",
        "SEC-04",
        "SEC-23");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (SopsFiles.Located file : evidence.sopsFiles().malformed()) {
      SopsProblem first = null;
      int more = -1;
      for (SopsProblem problem : file.contents().problems()) {
        if (isDamage(problem.kind())) {
          first = first == null ? problem : first;
          more++;
        }
      }
      if (first != null) {
        findings
            .about(file.subject())
            .at(file.path(), first.line())
            .fix(
                first.kind() == SopsProblem.Kind.BAD_WRAPPED_KEY
                    ? "keytally repair --only secret-malformed"
                    : "Restore the file: git log -- " + Wording.quote(file.path()))
            .add(
                "The encrypted file is damaged: "
                    + first.message()
                    + (more > 0 ? " (and " + Wording.count(more, "further problem") + ")." : "."));
      }
    }
  }

  private static boolean isDamage(SopsProblem.Kind kind) {
    return switch (kind) {
      case MERGE_MARKERS, UNPARSABLE, TOO_LARGE, BAD_METADATA, NO_MAC, BAD_VALUE, BAD_WRAPPED_KEY ->
          true;
      case NO_METADATA, NO_KEYS, VALUE_IN_CLEAR, DUPLICATE_RECIPIENT -> false;
    };
  }
}
