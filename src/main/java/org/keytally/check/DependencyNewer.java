package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keytally.clan.GeneratorGraph;
import org.keytally.clan.GeneratorId;
import org.keytally.clan.Placement;
import org.keytally.clan.PublicVar;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;
import org.keytally.git.Commit;
import org.keytally.history.History;

/** Vars were made from other vars that have changed since. */
final class DependencyNewer extends Rule {

  DependencyNewer() {
    super(
        "dependency-newer",
        Severity.WARNING,
        "Vars were made from other vars that have changed since.",
        "VAR-29");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.past().isEmpty() || evidence.graph().isEmpty()) {
      return;
    }
    Map<GeneratorId, Made> made = made(evidence, evidence.past().get().history());
    GeneratorGraph graph = evidence.graph().get();
    for (GeneratorId dependent : graph.generators().keySet()) {
      Made own = made.get(dependent);
      if (own == null || own.last.isEmpty()) {
        continue;
      }
      List<String> newer = new ArrayList<>();
      Optional<Commit> latest = Optional.empty();
      for (GeneratorId dependency : graph.dependencies(dependent)) {
        Made other = made.get(dependency);
        // Parents come before children, so what stands later was not made before.
        if (other != null
            && other.last.isPresent()
            && other.last.get().order() > own.last.get().order()) {
          newer.add(dependency.label());
          latest =
              latest.isEmpty() || latest.get().order() < other.last.get().order()
                  ? other.last
                  : latest;
        }
      }
      if (latest.isPresent()) {
        findings
            .about(new Subject(Subject.Type.GENERATOR, dependent.label()))
            .in(own.paths)
            .fix(
                "Generate it again if the values of the dependency are new: clan vars generate"
                    + " --regenerate --generator "
                    + Wording.quote(dependent.generator()))
            .from(EvidenceKind.HISTORY)
            .add(
                dependent.label()
                    + " was made "
                    + Dates.of(own.last.get())
                    + " from "
                    + Wording.list(newer)
                    + ", written again "
                    + Dates.of(latest.get())
                    + ": what was derived may no longer fit, such as a certificate of another"
                    + " authority.");
      }
    }
  }

  /** The files of a generator, and when the last of them was written. */
  private static final class Made {
    private final List<String> paths = new ArrayList<>();
    private Optional<Commit> last = Optional.empty();
  }

  private static Map<GeneratorId, Made> made(Evidence evidence, History history) {
    Map<GeneratorId, Made> made = new TreeMap<>();
    for (Secret secret : evidence.fleet().secrets()) {
      if (secret.placement() instanceof Placement.Var var && secret.contents().isPresent()) {
        add(Completeness.generatorOf(var), secret.path(), history, made);
      }
    }
    for (PublicVar value : evidence.fleet().publicVars()) {
      if (value.placement() instanceof Placement.Var var) {
        add(Completeness.generatorOf(var), value.path(), history, made);
      }
    }
    return made;
  }

  private static void add(
      GeneratorId generator, String path, History history, Map<GeneratorId, Made> made) {
    Made files = made.computeIfAbsent(generator, k -> new Made());
    files.paths.add(path);
    Optional<Commit> written = history.written(path);
    if (written.isPresent()
        && (files.last.isEmpty() || files.last.get().order() < written.get().order())) {
      files.last = written;
    }
  }
}
