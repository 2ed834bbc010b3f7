package org.keytally.check;

import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.keytally.clan.GeneratorGraph;
import org.keytally.clan.GeneratorId;
import org.keytally.clan.Manifest;
import org.keytally.config.Severity;

/** A generator that others need makes no file. */
final class GeneratorWithoutFiles extends Rule {

  GeneratorWithoutFiles() {
    super(
        "generator-without-files",
        Severity.WARNING,
        "A generator that others need makes no file.",
        "DAG-06");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.graph().isEmpty()) {
      return;
    }
    GeneratorGraph graph = evidence.graph().get();
    Manifest manifest = evidence.declared().orElseThrow().manifest();
    Set<GeneratorId> needed = new TreeSet<>();
    for (GeneratorId generator : graph.generators().keySet()) {
      needed.addAll(graph.dependencies(generator));
    }
    for (GeneratorId generator : needed) {
      if (graph.generators().containsKey(generator) && makesNothing(manifest, graph, generator)) {
        GraphDefects.about(evidence, generator, findings)
            .fix("Give it a file, or take it out of the dependencies.")
            .add(
                "Other generators need "
                    + generator.label()
                    + ", which makes no file: clan ends in an internal error when it has to run.");
      }
    }
  }

  private static boolean makesNothing(
      Manifest manifest, GeneratorGraph graph, GeneratorId generator) {
    Manifest.Generator declared = null;
    if (generator.scope().isPresent()) {
      SortedMap<String, Manifest.Generator> scope = manifest.exports().get(generator.scope().get());
      declared = scope == null ? null : scope.get(generator.generator());
    } else {
      SortedSet<String> machines = graph.generators().get(generator);
      Manifest.Machine machine =
          machines == null || machines.isEmpty() ? null : manifest.machines().get(machines.first());
      declared = machine == null ? null : machine.generators().get(generator.generator());
    }
    return declared != null && declared.files().isEmpty();
  }
}
