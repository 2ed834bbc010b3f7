package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** Files lie where older releases or third-party guides put them. */
final class LegacyLayout extends Rule {

  LegacyLayout() {
    super(
        "legacy-layout",
        Severity.WARNING,
        "Files lie where older releases or third-party guides put them.",
        "LEG-01",
        "LEG-02");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located :
        Problems.of(evidence.fleet(), Problem.Kind.LEGACY_LAYOUT, Problem.Kind.LEGACY_FACTS)) {
      boolean facts = located.problem().kind() == Problem.Kind.LEGACY_FACTS;
      findings
          .about(located.subject())
          .weighing(facts ? Severity.INFO : Severity.WARNING)
          .at(located.problem().path())
          .fix("Move what is still needed to where clan looks today, and delete the rest.")
          .add("clan does not look here: " + located.problem().message() + '.');
    }
  }
}
