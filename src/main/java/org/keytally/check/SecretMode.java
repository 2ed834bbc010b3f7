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
    for (Problems.Located located : Problems.of(evidence.fleet(), Problem.Kind.SECRET_MODE)) {
      findings
          .about(located.subject())
          .at(located.problem().path())
          .fix("keytally repair --only secret-mode")
          .add("The file " + located.problem().message() + ", which breaks rewriting it.");
    }
  }
}
