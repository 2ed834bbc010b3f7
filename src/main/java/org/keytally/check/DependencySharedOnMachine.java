package org.keytally.check;

import org.keytally.clan.GeneratorGraph;
import org.keytally.config.Severity;

/** A shared generator needs one that each machine has for itself. */
final class DependencySharedOnMachine extends Rule {

  DependencySharedOnMachine() {
    super(
        "dependency-shared-on-machine",
        Severity.ERROR,
        "A shared generator needs one that each machine has for itself.",
        "DAG-03");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (GeneratorGraph.Defect defect :
        GraphDefects.of(evidence, GeneratorGraph.Defect.Kind.SHARED_NEEDS_PER_MACHINE)) {
      GraphDefects.about(evidence, defect.dependent(), findings)
          .fix("Share " + defect.dependency() + " too, or take the dependency away.")
          .add(
              "The shared generator needs "
                  + defect.dependency()
                  + ", which is per machine "
                  + GraphDefects.on(defect.machines())
                  + ": clan refuses when it has to run, since it cannot know whose to take.");
    }
  }
}
