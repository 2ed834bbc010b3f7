package org.keytally.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.keytally.source.IdentitySources;
import org.keytally.source.LoadedIdentities;
import picocli.CommandLine.Option;

/** The option {@code --keyfile}, for commands that look at or use the person's private keys. */
final class KeyFileOption {

  @Option(
      names = "--keyfile",
      paramLabel = "FILE",
      description =
          "Your age key file, instead of the places where sops looks; 'none' looks nowhere.")
  private Optional<String> typed = Optional.empty();

  /** What was typed. */
  Optional<String> typed() {
    return typed;
  }

  /**
   * Where keys are looked for.
   *
   * @param usual where nothing was typed
   */
  KeySource source(Keytally keytally, KeySource usual) {
    return typed.isPresent() ? KeySource.typed(typed.get(), keytally.directory()) : usual;
  }

  /** The private keys at hand; the caller closes them. */
  LoadedIdentities identities(Keytally keytally) {
    IdentitySources sources =
        new IdentitySources(
            keytally.terminal().environment(), TerminalPrompt.of(keytally.terminal()));
    if (typed.isEmpty()) {
      return sources.load();
    }
    return typed.get().equals("none")
        ? sources.none()
        : sources.load(keytally.resolve(Path.of(typed.get())).toString());
  }
}
