package org.keytally.clan;

import java.util.List;
import java.util.SortedSet;

/**
 * Generators that need each other in a circle; {@code clan vars generate} dies of it (DAG-01).
 *
 * @param path each needs the next, and the last the first; where the same circle stands on several
 *     machines, that of the first
 * @param machines on which it stands; empty for flake-level generators
 */
public record GeneratorCycle(List<GeneratorId> path, SortedSet<String> machines) {

  public GeneratorCycle {
    path = List.copyOf(path);
  }
}
