package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.clan.PublicVar;
import org.keytally.config.Severity;

/** A var holds nothing. */
final class VarEmpty extends Rule {

  VarEmpty() {
    super("var-empty", Severity.WARNING, "A var holds nothing.", "VAR-24", "VAR-26");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (PublicVar var : evidence.fleet().publicVars()) {
      if (var.size() == 0) {
        findings
            .about(Subjects.of(var.placement()))
            .at(var.path())
            .fix("Mend the generator's script, then: clan vars generate --regenerate")
            .add("The value is empty: the generator wrote nothing.");
      }
    }
    for (Problems.Located located : evidence.problems().of(Problem.Kind.VAR_WITHOUT_VALUE)) {
      findings
          .about(located.subject())
          .at(located.problem().path())
          .fix("Delete the folder, or generate the var anew.")
          .add(
              "The folder of this var has neither `value` nor `secret`: "
                  + located.problem().message()
                  + '.');
    }
  }
}
