package org.keytally.check;

import org.keytally.clan.GeneratorCycle;
import org.keytally.clan.GeneratorId;
import org.keytally.config.Severity;

/** Generators need each other in a circle. */
final class DependencyCycle extends Rule {

  DependencyCycle() {
    super("dependency-cycle", Severity.ERROR, "Generators need each other in a circle.", "DAG-01");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.graph().isEmpty()) {
      return;
    }
    for (GeneratorCycle cycle : evidence.graph().get().cycles()) {
      StringBuilder circle = new StringBuilder();
      for (GeneratorId generator : cycle.path()) {
        circle.append(generator.label()).append(" → ");
      }
      circle.append(cycle.path().get(0).label());
      GraphDefects.about(evidence, cycle.path().get(0), findings)
          .fix("Take one of these dependencies away in Nix, then: keytally manifest")
          .add(
              (cycle.path().size() == 1
                      ? "The generator needs itself ("
                      : Wording.count(cycle.path().size(), "generator")
                          + " need each other in a circle (")
                  + circle
                  + ") "
                  + GraphDefects.on(cycle.machines())
                  + ": `clan vars generate` dies for every machine that has one of them.");
    }
  }
}
