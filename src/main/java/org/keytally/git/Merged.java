package org.keytally.git;

import java.util.List;

/** What comes of merging two commits. */
public sealed interface Merged {

  /** The merge, which nobody has committed. */
  record Clean(Snapshot snapshot) implements Merged {}

  /**
   * A person has to merge.
   *
   * @param paths that do not fit together, sorted, at least one
   */
  record Conflicting(List<String> paths) implements Merged {

    public Conflicting {
      paths = List.copyOf(paths);
    }
  }
}
