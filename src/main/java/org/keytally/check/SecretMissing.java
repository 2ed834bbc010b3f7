package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** A folder names readers of a secret that is not there. */
final class SecretMissing extends Rule {

  SecretMissing() {
    super(
        "secret-missing",
        Severity.ERROR,
        "A folder names readers of a secret that is not there.",
        "SEC-01");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located : evidence.problems().of(Problem.Kind.SECRET_MISSING)) {
      findings
          .about(located.subject())
          .at(located.problem().path())
          .fix("Find the uncommitted file, or generate the value: clan vars generate")
          .add(
              "The folder names members but holds no `secret`: the value looks granted and is absent"
                  + " from the hosts.");
    }
  }
}
