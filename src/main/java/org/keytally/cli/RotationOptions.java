package org.keytally.cli;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.keytally.source.LoadedIdentities;
import picocli.CommandLine.Mixin;
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

  @Mixin private KeyFileOption keyFile = new KeyFileOption();

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
    return keyFile.typed();
  }

  /** The private keys at hand; the caller closes them. */
  LoadedIdentities identities(Keytally keytally) {
    return keyFile.identities(keytally);
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
