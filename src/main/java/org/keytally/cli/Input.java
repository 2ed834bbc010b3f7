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

  /** The in-memory merge of two revisions. */
  static Input merge(String revision, String other) {
    return new Input(Kind.REVISION, revision, Optional.of(other));
  }

  /** Where the state stands. */
  enum Kind {
    USUAL,
    WORKTREE,
    STAGED,
    REVISION
  }
}
