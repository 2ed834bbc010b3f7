package org.keytally.clan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds cycles: strongly connected components (Tarjan 1972, without recursion, so that depth is not
 * the limit), and in each the shortest circle. Two circles that share a generator are found by
 * cutting the first open and looking again.
 */
final class GeneratorCycles {

  /** Circles of one component that are reported; nobody mends more than this at once. */
  private static final int MOST_PER_COMPONENT = 16;

  /** Up to this many steps the shortest circle is searched from every generator, else from one. */
  private static final int MOST_STEPS = 1 << 20;

  private final GeneratorGraph graph;
  private final Set<List<GeneratorId>> cut = new HashSet<>();

  private GeneratorCycles(GeneratorGraph graph) {
    this.graph = graph;
  }

  /** Every cycle once, those that differ in the machine only as one. */
  static List<GeneratorCycle> of(GeneratorGraph graph) {
    GeneratorCycles search = new GeneratorCycles(graph);
    Map<List<GeneratorId>, GeneratorCycle> byShape = new LinkedHashMap<>();
    for (List<GeneratorId> component : search.components(graph.generators().keySet())) {
      search.addCircles(component, byShape);
    }
    return List.copyOf(byShape.values());
  }

  private void addCircles(
      List<GeneratorId> component, Map<List<GeneratorId>, GeneratorCycle> byShape) {
    Deque<List<GeneratorId>> open = new ArrayDeque<>();
    open.add(component);
    for (int found = 0; found < MOST_PER_COMPONENT && !open.isEmpty(); found++) {
      List<GeneratorId> circle = shortestCircle(open.removeFirst());
      SortedSet<String> machines = new TreeSet<>();
      for (GeneratorId generator : circle) {
        if (generator.machine().isPresent()) {
          machines.add(generator.machine().get());
        }
      }
      if (machines.isEmpty()) {
        for (GeneratorId generator : circle) {
          machines.addAll(graph.generators().getOrDefault(generator, new TreeSet<>()));
        }
      }
      List<GeneratorId> shape = shape(circle);
      GeneratorCycle known = byShape.get(shape);
      if (known == null) {
        byShape.put(shape, new GeneratorCycle(circle, machines));
      } else {
        known.machines().addAll(machines);
      }
      cut.add(List.of(circle.get(circle.size() - 1), circle.get(0)));
      open.addAll(components(component));
    }
  }

  /** The circle with the machine's name left out, beginning with its smallest generator. */
  private static List<GeneratorId> shape(List<GeneratorId> circle) {
    List<GeneratorId> shape = new ArrayList<>();
    for (GeneratorId generator : circle) {
      shape.add(
          generator.machine().isPresent() ? GeneratorId.of("*", generator.generator()) : generator);
    }
    return startingWithSmallest(shape);
  }

  private static List<GeneratorId> startingWithSmallest(List<GeneratorId> circle) {
    int smallest = 0;
    for (int i = 1; i < circle.size(); i++) {
      if (circle.get(i).compareTo(circle.get(smallest)) < 0) {
        smallest = i;
      }
    }
    List<GeneratorId> turned = new ArrayList<>(circle.subList(smallest, circle.size()));
    turned.addAll(circle.subList(0, smallest));
    return turned;
  }

  private List<GeneratorId> successors(GeneratorId generator) {
    List<GeneratorId> successors = new ArrayList<>();
    for (GeneratorId next : graph.dependencies(generator)) {
      if (!cut.contains(List.of(generator, next))) {
        successors.add(next);
      }
    }
    return successors;
  }

  private List<GeneratorId> shortestCircle(List<GeneratorId> component) {
    Set<GeneratorId> members = new HashSet<>(component);
    List<GeneratorId> starts =
        (long) component.size() * component.size() > MOST_STEPS
            ? component.subList(0, 1)
            : component;
    List<GeneratorId> best = component;
    boolean found = false;
    for (GeneratorId start : starts) {
      Optional<List<GeneratorId>> circle = circleThrough(start, members);
      if (circle.isPresent() && (!found || circle.get().size() < best.size())) {
        best = circle.get();
        found = true;
      }
    }
    return startingWithSmallest(best);
  }

  /** Breadth first, so the first way back is a shortest one. */
  private Optional<List<GeneratorId>> circleThrough(GeneratorId start, Set<GeneratorId> members) {
    Map<GeneratorId, GeneratorId> cameFrom = new HashMap<>();
    Deque<GeneratorId> queue = new ArrayDeque<>();
    queue.add(start);
    while (!queue.isEmpty()) {
      GeneratorId current = queue.removeFirst();
      for (GeneratorId next : successors(current)) {
        if (next.equals(start)) {
          List<GeneratorId> circle = new ArrayList<>();
          for (GeneratorId step = current;
              !step.equals(start);
              step = cameFrom.getOrDefault(step, start)) {
            circle.add(0, step);
          }
          circle.add(0, start);
          return Optional.of(circle);
        }
        if (members.contains(next) && !cameFrom.containsKey(next)) {
          cameFrom.put(next, current);
          queue.addLast(next);
        }
      }
    }
    return Optional.empty();
  }

  /** The strongly connected components with a circle in them, each sorted. */
  private List<List<GeneratorId>> components(Collection<GeneratorId> among) {
    return new Tarjan(new HashSet<>(among)).run(among);
  }

  /** One pass of Tarjan's algorithm over a part of the graph. */
  private final class Tarjan {

    private final Set<GeneratorId> members;
    private final Map<GeneratorId, Integer> index = new HashMap<>();
    private final Map<GeneratorId, Integer> lowest = new HashMap<>();
    private final Deque<GeneratorId> stack = new ArrayDeque<>();
    private final Set<GeneratorId> onStack = new HashSet<>();
    private final List<List<GeneratorId>> components = new ArrayList<>();

    Tarjan(Set<GeneratorId> members) {
      this.members = members;
    }

    private record Visit(GeneratorId generator, Iterator<GeneratorId> rest) {}

    List<List<GeneratorId>> run(Collection<GeneratorId> among) {
      for (GeneratorId root : among) {
        if (!index.containsKey(root)) {
          visit(root);
        }
      }
      return components;
    }

    private void visit(GeneratorId root) {
      Deque<Visit> visits = new ArrayDeque<>();
      visits.push(begin(root));
      while (!visits.isEmpty()) {
        Visit visit = visits.peek();
        if (visit.rest().hasNext()) {
          GeneratorId next = visit.rest().next();
          if (!members.contains(next)) {
            continue;
          }
          if (!index.containsKey(next)) {
            visits.push(begin(next));
          } else if (onStack.contains(next)) {
            lower(visit.generator(), index.getOrDefault(next, 0));
          }
        } else {
          visits.pop();
          end(visit.generator());
          if (!visits.isEmpty()) {
            lower(visits.peek().generator(), lowest.getOrDefault(visit.generator(), 0));
          }
        }
      }
    }

    private Visit begin(GeneratorId generator) {
      index.put(generator, index.size());
      lowest.put(generator, index.size() - 1);
      stack.push(generator);
      onStack.add(generator);
      return new Visit(generator, successors(generator).iterator());
    }

    private void lower(GeneratorId generator, int bound) {
      lowest.put(generator, Math.min(bound, lowest.getOrDefault(generator, bound)));
    }

    private void end(GeneratorId generator) {
      if (lowest.getOrDefault(generator, 0) < index.getOrDefault(generator, 0)) {
        return;
      }
      List<GeneratorId> component = new ArrayList<>();
      GeneratorId member;
      do {
        member = stack.pop();
        onStack.remove(member);
        component.add(member);
      } while (!member.equals(generator));
      if (component.size() > 1 || successors(generator).contains(generator)) {
        component.sort(null);
        components.add(component);
      }
    }
  }
}
