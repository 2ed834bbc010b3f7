package org.keytally.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.keytally.clan.GeneratorGraph;
import org.keytally.clan.GeneratorId;
import org.keytally.config.Severity;

/** Generating what is missing would replace values that are there. */
final class DependencyIncomplete extends Rule {

  DependencyIncomplete() {
    super(
        "dependency-incomplete",
        Severity.WARNING,
        "Generating what is missing would replace values that are there.",
        "DAG-07");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.graph().isEmpty() || evidence.completeness().isEmpty()) {
      return;
    }
    GeneratorGraph graph = evidence.graph().get();
    Set<GeneratorId> incomplete = evidence.completeness().get().incomplete();
    Map<GeneratorId, List<String>> endangered = new TreeMap<>();
    for (GeneratorId dependent : graph.generators().keySet()) {
      if (incomplete.contains(dependent)) {
        continue;
      }
      for (GeneratorId dependency : graph.dependencies(dependent)) {
        if (incomplete.contains(dependency)) {
          Grouping.add(endangered, dependency, dependent.label());
        }
      }
    }
    for (Map.Entry<GeneratorId, List<String>> entry : endangered.entrySet()) {
      int number = entry.getValue().size();
      GraphDefects.about(evidence, entry.getKey(), findings)
          .fix(
              "Restore the missing file if it ever existed; generating it anew replaces the values"
                  + " of what depends on it.")
          .add(
              entry.getKey().label()
                  + " lacks a file. When it is generated, "
                  + Wording.list(entry.getValue())
                  + ", complete today, "
                  + Wording.agree(number, "gets a new value", "get new values")
                  + " too.");
    }
  }
}
