package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** A name that clan refuses or that collides with another. */
final class NameInvalid extends Rule {

  NameInvalid() {
    super(
        "name-invalid",
        Severity.WARNING,
        "A name that clan refuses or that collides with another.",
        "KEY-15",
        "SEC-27",
        "MAC-12");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located :
        evidence.problems().of(Problem.Kind.INVALID_NAME, Problem.Kind.NAMES_DIFFER_IN_CASE)) {
      findings
          .about(located.subject())
          .at(located.problem().path())
          .fix("Rename it together with all links to it.")
          .add(
              "The name is trouble: "
                  + located.problem().message()
                  + ". clan hides it from lists, cannot take it as an argument, and skips it in bulk"
                  + " updates.");
    }
  }
}
