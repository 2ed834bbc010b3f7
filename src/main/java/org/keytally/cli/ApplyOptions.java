package org.keytally.cli;

import picocli.CommandLine.Option;

/** The options of all commands whose plan can be carried out in the repository. */
final class ApplyOptions {

  @Option(names = "--apply", description = "Carry the plan out; asks first.")
  private boolean apply;

  @Option(names = "--yes", description = "With --apply: do not ask.")
  private boolean yes;

  @Option(names = "--commit", description = "Commit the changed files, and no others.")
  private boolean commit;

  boolean apply() {
    return apply;
  }

  boolean yes() {
    return yes;
  }

  boolean commit() {
    return commit;
  }

  /** Refuses what does not go together. */
  void require(Terminal terminal) throws UsageException {
    if (commit && !apply) {
      throw new UsageException("--commit goes with --apply: without it nothing is changed.");
    }
    if (apply && !yes && !terminal.isTerminal()) {
      throw new UsageException(
          "--apply asks before it changes anything, and there is no terminal to ask on; add --yes.");
    }
  }
}
