package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
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
    List<String> facts = new ArrayList<>();
    for (Problems.Located located :
        evidence.problems().of(Problem.Kind.LEGACY_LAYOUT, Problem.Kind.LEGACY_FACTS)) {
      if (located.problem().kind() == Problem.Kind.LEGACY_FACTS) {
        facts.add(located.problem().path());
        continue;
      }
      findings
          .about(located.subject())
          .at(located.problem().path())
          .fix("Move what is still needed to where clan looks today, and delete the rest.")
          .add("clan does not look here: " + located.problem().message() + '.');
    }
    if (!facts.isEmpty()) {
      findings
          .about(Subjects.repository(evidence.fleet()))
          .in(facts)
          .weighing(Severity.INFO)
          .fix("Delete what no Nix code reads any more.")
          .add(
              Wording.count(facts.size(), "place")
                  + Wording.agree(facts.size(), " looks", " look")
                  + " like data of the facts system, which clan dropped in December 2025.");
    }
  }
}
