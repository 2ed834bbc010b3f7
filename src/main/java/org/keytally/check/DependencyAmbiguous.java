package org.keytally.check;

import org.keytally.clan.GeneratorGraph;
import org.keytally.config.Severity;

/** A dependency is another generator depending on the machine. */
final class DependencyAmbiguous extends Rule {

  DependencyAmbiguous() {
    super(
        "dependency-ambiguous",
        Severity.ERROR,
        "A dependency is another generator depending on the machine.",
        "DAG-05");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (GeneratorGraph.Defect defect :
        GraphDefects.of(evidence, GeneratorGraph.Defect.Kind.AMBIGUOUS)) {
      GraphDefects.about(evidence, defect.dependent(), findings)
          .fix("Let `share` of " + defect.dependency() + " be the same on all machines.")
          .add(
              "The generator needs "
                  + defect.dependency()
                  + ", which is shared on some and per machine on others of its machines, "
                  + GraphDefects.on(defect.machines())
                  + ": what it gets depends on which machine comes first.");
    }
  }
}
