package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** A stored validation hash cannot be compared. */
final class VarHashMalformed extends Rule {

  VarHashMalformed() {
    super(
        "var-hash-malformed",
        Severity.WARNING,
        "A stored validation hash cannot be compared.",
        "VAR-09");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located : Problems.of(evidence.fleet(), Problem.Kind.VALIDATION_HASH)) {
      findings
          .about(located.subject())
          .at(located.problem().path())
          .fix("keytally repair --only var-hash-malformed")
          .add(
              "The stored validation hash never matches: "
                  + located.problem().message()
                  + ". The next deployment generates new values.");
    }
  }
}
