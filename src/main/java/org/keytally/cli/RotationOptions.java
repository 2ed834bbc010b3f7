package org.keytally.cli;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options of all commands that replace keys or take them away. */
final class RotationOptions {

  @Option(names = "--apply", description = "Carry the plan out; asks first.")
  private boolean apply;

  @Option(names = "--yes", description = "With --apply: do not ask.")
  private boolean yes;

  @Option(names = "--commit", description = "Commit the changed files, and no others.")
  private boolean commit;

  @Option(
      names = "--trust",
      paramLabel = "NAME",
      split = ",",
      description =
          "Take this user's or machine's word that it opens its files, where its private key is not"
              + " here to prove it.")
  private Set<String> trusted = new LinkedHashSet<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "How it is written: ${COMPLETION-CANDIDATES}; default is text. markdown is a checklist of"
              + " the values to replace.")
  private RotationFormat format = RotationFormat.TEXT;

  @Option(
      names = "--keyfile",
      paramLabel = "FILE",
      description =
          "Your age key file, instead of the places where sops looks; 'none' looks nowhere.")
  private Optional<String> keyFile = Optional.empty();

  boolean apply() {
    return apply;
  }

  boolean yes() {
    return yes;
  }

  boolean commit() {
    return commit;
  }

  Set<String> trusted() {
    return trusted;
  }

  RotationFormat format() {
    return format;
  }

  Optional<String> keyFile() {
    return keyFile;
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
