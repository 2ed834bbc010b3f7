package org.keytally.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ssh keys that a vault or a file keeps, as far as age keys can be derived from them.
 *
 * @param keys in the order in which they stand there
 * @param problems what is kept there and cannot be used
 */
public record SourceKeys(List<SourceKey> keys, List<SourceProblem> problems) {

  /** Nothing kept. */
  public static final SourceKeys NONE = new SourceKeys(List.of(), List.of());

  public SourceKeys {
    keys = List.copyOf(keys);
    problems = List.copyOf(problems);
  }

  /** Whether nothing is kept. */
  boolean isNone() {
    return keys.isEmpty() && problems.isEmpty();
  }

  /** All keys of this name. */
  public List<SourceKey> named(String name) {
    List<SourceKey> found = new ArrayList<>();
    for (SourceKey key : keys) {
      if (key.name().equals(name)) {
        found.add(key);
      }
    }
    return found;
  }

  /** Why the name cannot be used; absent where it can, and where nothing is kept under it. */
  public Optional<SourceProblem> problemOf(String name) {
    for (SourceProblem problem : problems) {
      if (problem.name().equals(name)) {
        return Optional.of(problem);
      }
    }
    return Optional.empty();
  }

  /** Both together. */
  public SourceKeys and(SourceKeys other) {
    List<SourceKey> allKeys = new ArrayList<>(keys);
    allKeys.addAll(other.keys);
    List<SourceProblem> allProblems = new ArrayList<>(problems);
    allProblems.addAll(other.problems);
    return new SourceKeys(allKeys, allProblems);
  }
}
