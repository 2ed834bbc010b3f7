package org.keytally.git;

import java.util.Optional;

/**
 * Where a snapshot was taken.
 *
 * @param revision the full id of the commit or tree, absent for the work tree and the index
 */
public record SnapshotSource(Kind kind, Optional<String> revision) {

  /** The kinds of snapshots, spelled as in reports. */
  public enum Kind {
    WORKTREE,
    INDEX,
    COMMIT,
    /** The in-memory merge of two commits. */
    MERGE
  }
}
