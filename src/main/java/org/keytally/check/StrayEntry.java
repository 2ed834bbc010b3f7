package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** A file or link stands where none belongs. */
final class StrayEntry extends Rule {

  StrayEntry() {
    super(
        "stray-entry",
        Severity.WARNING,
        "A file or link stands where none belongs.",
        "KEY-16",
        "SEC-19",
        "GRP-07",
        "VAR-25");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located :
        evidence.problems().of(Problem.Kind.STRAY_ENTRY, Problem.Kind.STRAY_VAR)) {
      boolean var = located.problem().kind() == Problem.Kind.STRAY_VAR;
      findings
          .about(located.subject())
          .weighing(var ? Severity.INFO : Severity.WARNING)
          .at(located.problem().path())
          .fix("Delete it: git rm -- " + Wording.quote(located.problem().path()))
          .add(
              "This entry has no meaning to clan: "
                  + located.problem().message()
                  + ". Access that it seems to grant does not exist.");
    }
  }
}
