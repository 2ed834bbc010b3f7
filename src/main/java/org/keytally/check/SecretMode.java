package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** An encrypted file is a link or executable. */
final class SecretMode extends Rule {

  SecretMode() {
    super("secret-mode", Severity.WARNING, "An encrypted file is a link or executable.", "SEC-20");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located : evidence.problems().of(Problem.Kind.SECRET_MODE)) {
      findings
          .about(located.subject())
          .at(located.problem().path())
          .fix("keytally repair --only secret-mode")
          .add("The file " + located.problem().message() + ", which breaks rewriting it.");
    }
    for (Problems.Located located : evidence.problems().of(Problem.Kind.SECRET_NO_FILE)) {
      findings
          .about(located.subject())
          .at(located.problem().path())
          .fix(
              "Put the file itself there, or restore it from history; where a link leads to a file of"
                  + " the repository that is no other secret, `keytally repair` does it.")
          .add("The file " + located.problem().message() + ", which breaks rewriting it.");
    }
  }
}
