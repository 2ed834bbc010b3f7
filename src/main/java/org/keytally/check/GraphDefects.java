package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.keytally.clan.GeneratorGraph;
import org.keytally.clan.GeneratorId;

/** What rules about single dependencies share. */
final class GraphDefects {

  private GraphDefects() {}

  /** The defects of a kind, or none without a manifest. */
  static List<GeneratorGraph.Defect> of(Evidence evidence, GeneratorGraph.Defect.Kind kind) {
    List<GeneratorGraph.Defect> defects = new ArrayList<>();
    if (evidence.graph().isPresent()) {
      for (GeneratorGraph.Defect defect : evidence.graph().get().defects()) {
        if (defect.kind() == kind) {
          defects.add(defect);
        }
      }
    }
    return defects;
  }

  /** Begins a finding about the generator that has the dependency. */
  static Findings.Draft about(Evidence evidence, GeneratorId dependent, Findings findings) {
    return Manifests.about(
        new Subject(Subject.Type.GENERATOR, dependent.label()),
        evidence.declared().orElseThrow(),
        findings);
  }

  /** {@code on machine web01}, {@code on 3 machines (a, b and c)}. */
  static String on(SortedSet<String> machines) {
    return switch (machines.size()) {
      case 0 -> "at flake level";
      case 1 -> "on machine " + machines.first();
      default ->
          "on " + machines.size() + " machines (" + Wording.list(new ArrayList<>(machines)) + ')';
    };
  }
}
