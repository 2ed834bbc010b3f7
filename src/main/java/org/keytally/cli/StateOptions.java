package org.keytally.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which state of the repository is looked at; one of them at most. */
final class StateOptions {

  @Option(
      names = "--worktree",
      description = "What is on disk, except what git ignores. This is the default.")
  private boolean worktree;

  @Option(names = "--staged", description = "What git is about to commit: the index.")
  private boolean staged;

  @Option(
      names = "--rev",
      paramLabel = "REV",
      description = "A commit, a tag, a branch; also in a bare repository.")
  private Optional<String> revision = Optional.empty();

  /** The revision that was named, if one was. */
  Optional<String> revision() {
    return revision;
  }

  /** Whether nothing but the work tree can be meant. */
  boolean isWorkTree() {
    return !staged && revision.isEmpty();
  }

  /** Whether the work tree or the index was asked for. */
  boolean isUncommitted() {
    return worktree || staged;
  }

  Input input() {
    return Input.of(worktree, staged, revision);
  }
}
