package org.keytally.cli;

/**
 * Which state of the repository is checked.
 *
 * @param revision for {@link Kind#REVISION}; otherwise empty
 */
record Input(Kind kind, String revision) {

  /** What is on disk, and in a bare repository the commit at HEAD. */
  static final Input USUAL = new Input(Kind.USUAL, "");

  static final Input WORKTREE = new Input(Kind.WORKTREE, "");

  static final Input STAGED = new Input(Kind.STAGED, "");

  static Input revision(String revision) {
    return new Input(Kind.REVISION, revision);
  }

  /** Where the state stands. */
  enum Kind {
    USUAL,
    WORKTREE,
    STAGED,
    REVISION
  }
}
