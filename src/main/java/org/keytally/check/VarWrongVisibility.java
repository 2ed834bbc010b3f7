package org.keytally.check;

import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** A var stands both encrypted and in clear. */
final class VarWrongVisibility extends Rule {

  VarWrongVisibility() {
    super(
        "var-wrong-visibility",
        Severity.ERROR,
        "A var stands both encrypted and in clear.",
        "VAR-10");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Secret secret : evidence.fleet().secrets()) {
      if (secret.hasValue() && secret.contents().isPresent()) {
        findings
            .about(Subjects.of(secret))
            .at(secret.directory() + "/value")
            .fix(
                "Delete whichever the generator no longer declares; if it is a secret, replace the"
                    + " value: clan vars generate --regenerate")
            .add(
                "This var has both `secret` and `value`: a former clear value stays in the repository"
                    + " and in the Nix store.");
      }
    }
  }
}
