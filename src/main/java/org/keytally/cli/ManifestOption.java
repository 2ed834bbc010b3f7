package org.keytally.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --manifest}, for commands that look at what Nix declares. */
final class ManifestOption {

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description = {
        "What Nix declares, instead of the repository's clan-manifest.json: a file;",
        "'nix' evaluates the flake of the work tree; 'none' does without."
      })
  private Optional<String> typed = Optional.empty();

  /** What was typed. */
  ManifestChoice choice(Invocation invocation) {
    return new ManifestChoice(typed, invocation);
  }
}
