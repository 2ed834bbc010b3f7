package org.keytally.cli;

import java.util.Optional;

/**
 * Which state of the repository is checked.
 *
 * @param revision for {@link Kind#REVISION}; otherwise empty
 * @param mergedWith the revision that it is merged with; absent for the state as it is
 */
record Input(Kind kind, String revision, Optional<String> mergedWith) {

  /** What is on disk, and in a bare repository the commit at HEAD. */
  static final Input USUAL = new Input(Kind.USUAL, "", Optional.empty());

  static final Input WORKTREE = new Input(Kind.WORKTREE, "", Optional.empty());

  static final Input STAGED = new Input(Kind.STAGED, "", Optional.empty());

  static Input revision(String revision) {
    return new Input(Kind.REVISION, revision, Optional.empty());
  }

  /** What the options {@code --worktree}, {@code --staged} and {@code --rev} say. */
  static Input of(boolean worktree, boolean staged, Optional<String> revision) {
    if (revision.isPresent()) {
      return revision(revision.get());
    }
    return staged ? STAGED : worktree ? WORKTREE : USUAL;
  }

  /** The in-memory merge of two revisions. */
  static Input merged(Optional<String> revision, String other) throws UsageException {
    if (revision.isEmpty()) {
      throw new UsageException("--merge-with merges two revisions; name the other one with --rev.");
    }
    return new Input(Kind.REVISION, revision.get(), Optional.of(other));
  }

  /** Where the state stands. */
  enum Kind {
    USUAL,
    WORKTREE,
    STAGED,
    REVISION
  }
}
