package org.keytally.clan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.clan.Manifest.Dependency;
import org.keytally.clan.Manifest.Generator;

/**
 * Which generator needs which, over all machines at once (clan-repository 4). Immutable, built in
 * linear time.
 *
 * <p>A name resolves on the machine that declares the dependent: to its own generator of that name
 * where it declares one, else to a shared one of another machine. clan takes the edges of a shared
 * generator from the first machine that declares it; here all machines' edges are looked at, and
 * where they differ that is a {@link Defect}.
 */
public final class GeneratorGraph {

  /**
   * Something about one dependency that clan notices late or never.
   *
   * @param dependency the name as declared
   * @param machines that declare the dependent and are concerned; empty for flake-level generators
   */
  public record Defect(
      Kind kind, GeneratorId dependent, String dependency, SortedSet<String> machines) {

    /** What is wrong. */
    public enum Kind {
      /** No machine declares the dependency (DAG-02). */
      DECLARED_NOWHERE,
      /** Only machines declare it that do not declare the dependent (DAG-04). */
      DECLARED_ELSEWHERE,
      /** A shared generator needs one that every machine has for itself (DAG-03). */
      SHARED_NEEDS_PER_MACHINE,
      /** The name is a shared generator on one machine and per-machine on another (DAG-05). */
      AMBIGUOUS
    }
  }

  private final SortedMap<GeneratorId, SortedSet<String>> machinesOf = new TreeMap<>();
  private final SortedMap<GeneratorId, SortedSet<GeneratorId>> edges = new TreeMap<>();
  private final List<Defect> defects = new ArrayList<>();
  private final Map<String, Set<String>> sharedOn = new TreeMap<>();
  private final Map<String, Set<String>> perMachineOn = new TreeMap<>();

  private GeneratorGraph() {}

  /** The graph of everything that the manifest declares. */
  public static GeneratorGraph of(Manifest manifest) {
    GeneratorGraph graph = new GeneratorGraph();
    graph.addNodes(manifest);
    Map<GeneratorId, Map<String, Resolutions>> resolutions = new TreeMap<>();
    for (Map.Entry<String, Manifest.Machine> machine : manifest.machines().entrySet()) {
      graph.resolve(machine.getKey(), machine.getValue(), resolutions);
    }
    for (Map.Entry<GeneratorId, Map<String, Resolutions>> dependent : resolutions.entrySet()) {
      for (Map.Entry<String, Resolutions> dependency : dependent.getValue().entrySet()) {
        graph.judge(dependent.getKey(), dependency.getKey(), dependency.getValue());
      }
    }
    graph.addExports(manifest);
    return graph;
  }

  /** All generators, each with the machines that declare it; none for flake-level ones. */
  public SortedMap<GeneratorId, SortedSet<String>> generators() {
    return Collections.unmodifiableSortedMap(machinesOf);
  }

  /** What a generator needs, sorted, each once. */
  public SortedSet<GeneratorId> dependencies(GeneratorId generator) {
    return Collections.unmodifiableSortedSet(edges.getOrDefault(generator, new TreeSet<>()));
  }

  /** The generators of one machine, and everything that they need, however indirectly. */
  public SortedSet<GeneratorId> ofMachine(String machine) {
    SortedSet<GeneratorId> own = new TreeSet<>();
    for (Map.Entry<GeneratorId, SortedSet<String>> generator : machinesOf.entrySet()) {
      if (generator.getValue().contains(machine)) {
        own.add(generator.getKey());
      }
    }
    return reachable(own, edges);
  }

  /** The generators of this name, what they need and what needs them, however indirectly. */
  public SortedSet<GeneratorId> around(String name) {
    SortedSet<GeneratorId> named = new TreeSet<>();
    for (GeneratorId generator : machinesOf.keySet()) {
      if (generator.generator().equals(name)) {
        named.add(generator);
      }
    }
    SortedMap<GeneratorId, SortedSet<GeneratorId>> backwards = new TreeMap<>();
    for (Map.Entry<GeneratorId, SortedSet<GeneratorId>> edge : edges.entrySet()) {
      for (GeneratorId dependency : edge.getValue()) {
        backwards.computeIfAbsent(dependency, k -> new TreeSet<>()).add(edge.getKey());
      }
    }
    SortedSet<GeneratorId> around = reachable(named, edges);
    around.addAll(reachable(named, backwards));
    return around;
  }

  private static SortedSet<GeneratorId> reachable(
      Collection<GeneratorId> from, Map<GeneratorId, SortedSet<GeneratorId>> along) {
    SortedSet<GeneratorId> reached = new TreeSet<>(from);
    Deque<GeneratorId> queue = new ArrayDeque<>(from);
    while (!queue.isEmpty()) {
      for (GeneratorId next : along.getOrDefault(queue.removeFirst(), new TreeSet<>())) {
        if (reached.add(next)) {
          queue.addLast(next);
        }
      }
    }
    return reached;
  }

  /** What is wrong with single dependencies, by dependent. */
  public List<Defect> defects() {
    return Collections.unmodifiableList(defects);
  }

  /** Every cycle once; see {@link GeneratorCycles}. */
  public List<GeneratorCycle> cycles() {
    return GeneratorCycles.of(this);
  }

  /** How one name resolves on the machines that declare the dependent. */
  private static final class Resolutions {
    private final SortedSet<String> shared = new TreeSet<>();
    private final SortedSet<String> perMachine = new TreeSet<>();
    private final SortedSet<String> undeclared = new TreeSet<>();
  }

  private void addNodes(Manifest manifest) {
    for (Map.Entry<String, Manifest.Machine> machine : manifest.machines().entrySet()) {
      for (Map.Entry<String, Generator> generator : machine.getValue().generators().entrySet()) {
        boolean share = generator.getValue().share();
        GeneratorId id = id(machine.getKey(), generator.getKey(), share);
        SortedSet<String> declaring = machinesOf.get(id);
        if (declaring == null) {
          declaring = new TreeSet<>();
          machinesOf.put(id, declaring);
        }
        declaring.add(machine.getKey());
        Map<String, Set<String>> placed = share ? sharedOn : perMachineOn;
        Set<String> machines = placed.get(generator.getKey());
        if (machines == null) {
          machines = new LinkedHashSet<>();
          placed.put(generator.getKey(), machines);
        }
        machines.add(machine.getKey());
      }
    }
  }

  private static GeneratorId id(String machine, String generator, boolean share) {
    return share ? GeneratorId.shared(generator) : GeneratorId.of(machine, generator);
  }

  private void resolve(
      String machine,
      Manifest.Machine declared,
      Map<GeneratorId, Map<String, Resolutions>> resolutions) {
    for (Map.Entry<String, Generator> entry : declared.generators().entrySet()) {
      GeneratorId dependent = id(machine, entry.getKey(), entry.getValue().share());
      for (Dependency dependency : entry.getValue().dependencies()) {
        Generator local = declared.generators().get(dependency.generator());
        Resolutions found = found(resolutions, dependent, dependency.generator());
        (local == null ? found.undeclared : local.share() ? found.shared : found.perMachine)
            .add(machine);
      }
    }
  }

  private void judge(GeneratorId dependent, String name, Resolutions found) {
    GeneratorId shared = GeneratorId.shared(name);
    if (!found.shared.isEmpty()
        || (!found.undeclared.isEmpty() && machinesOf.containsKey(shared))) {
      addEdge(dependent, shared);
    }
    for (String machine : found.perMachine) {
      addEdge(dependent, GeneratorId.of(machine, name));
    }
    if (found.shared.isEmpty() && found.perMachine.isEmpty()) {
      boolean elsewhere = sharedOn.containsKey(name) || perMachineOn.containsKey(name);
      defects.add(
          new Defect(
              elsewhere ? Defect.Kind.DECLARED_ELSEWHERE : Defect.Kind.DECLARED_NOWHERE,
              dependent,
              name,
              found.undeclared));
    } else if (!found.shared.isEmpty() && !found.perMachine.isEmpty()) {
      SortedSet<String> machines = new TreeSet<>(found.shared);
      machines.addAll(found.perMachine);
      defects.add(new Defect(Defect.Kind.AMBIGUOUS, dependent, name, machines));
    } else if (dependent.isShared() && !found.perMachine.isEmpty()) {
      defects.add(
          new Defect(Defect.Kind.SHARED_NEEDS_PER_MACHINE, dependent, name, found.perMachine));
    }
  }

  private static Resolutions found(
      Map<GeneratorId, Map<String, Resolutions>> resolutions, GeneratorId dependent, String name) {
    Map<String, Resolutions> byName = resolutions.get(dependent);
    if (byName == null) {
      byName = new TreeMap<>();
      resolutions.put(dependent, byName);
    }
    Resolutions found = byName.get(name);
    if (found == null) {
      found = new Resolutions();
      byName.put(name, found);
    }
    return found;
  }

  private void addExports(Manifest manifest) {
    for (Map.Entry<String, SortedMap<String, Generator>> scope : manifest.exports().entrySet()) {
      for (String generator : scope.getValue().keySet()) {
        machinesOf.put(GeneratorId.ofScope(scope.getKey(), generator), new TreeSet<>());
      }
    }
    for (Map.Entry<String, SortedMap<String, Generator>> scope : manifest.exports().entrySet()) {
      for (Map.Entry<String, Generator> generator : scope.getValue().entrySet()) {
        GeneratorId dependent = GeneratorId.ofScope(scope.getKey(), generator.getKey());
        for (Dependency dependency : generator.getValue().dependencies()) {
          GeneratorId target =
              GeneratorId.ofScope(
                  dependency.scope().orElse(scope.getKey()), dependency.generator());
          if (machinesOf.containsKey(target)) {
            addEdge(dependent, target);
          } else {
            defects.add(
                new Defect(
                    Defect.Kind.DECLARED_NOWHERE, dependent, target.label(), new TreeSet<>()));
          }
        }
      }
    }
  }

  private void addEdge(GeneratorId from, GeneratorId to) {
    SortedSet<GeneratorId> needed = edges.get(from);
    if (needed == null) {
      needed = new TreeSet<>();
      edges.put(from, needed);
    }
    needed.add(to);
  }
}
