package org.keytally.check;

import org.keytally.clan.GeneratorGraph;
import org.keytally.config.Severity;

/** A generator needs one that it will not find. */
final class DependencyMissing extends Rule {

  DependencyMissing() {
    super(
        "dependency-missing",
        Severity.ERROR,
        "A generator needs one that it will not find.",
        "DAG-02",
        "DAG-04");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (GeneratorGraph.Defect defect :
        GraphDefects.of(evidence, GeneratorGraph.Defect.Kind.DECLARED_NOWHERE)) {
      report(evidence, defect, findings, "which nothing declares");
    }
    for (GeneratorGraph.Defect defect :
        GraphDefects.of(evidence, GeneratorGraph.Defect.Kind.DECLARED_ELSEWHERE)) {
      report(evidence, defect, findings, "which only other machines declare");
    }
  }

  private static void report(
      Evidence evidence, GeneratorGraph.Defect defect, Findings findings, String why) {
    GraphDefects.about(evidence, defect.dependent(), findings)
        .fix(
            "Declare "
                + defect.dependency()
                + " on the machines that need it, or take the dependency away; then: keytally manifest")
        .add(
            "The generator needs "
                + defect.dependency()
                + ", "
                + why
                + ", "
                + GraphDefects.on(defect.machines())
                + ": nobody notices until it has to run again, and then it fails.");
  }
}
