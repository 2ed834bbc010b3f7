package org.keytally.source;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.keytally.age.Prompt;

/**
 * Loads private keys for decryption from all sources that sops 3.13 merges (sops-file-format 3.3),
 * ssh keys first. A source that cannot be used is said and left out, never fatal; as in sops one
 * bad line leaves out its whole source.
 */
public final class IdentitySources {

  private static final String SSH_KEY_FILE = "SOPS_AGE_SSH_PRIVATE_KEY_FILE";
  private static final String KEY = "SOPS_AGE_KEY";
  private static final String KEY_FILE = "SOPS_AGE_KEY_FILE";

  private final Environment environment;
  private final Prompt prompt;

  /**
   * Looks where an environment says.
   *
   * @param prompt asked for passphrases, and by plugins, only when a file comes that needs it
   */
  public IdentitySources(Environment environment, Prompt prompt) {
    this.environment = environment;
    this.prompt = prompt;
  }

  /** From all sources; commands are kept for {@link LoadedIdentities#forRecipient}. */
  public LoadedIdentities load() {
    LoadedIdentities loaded = new LoadedIdentities(environment, prompt, true);
    if (environment.variable(SSH_KEY_FILE).isPresent()) {
      named(loaded, SSH_KEY_FILE, true);
    }
    if (environment.home().isPresent()) {
      for (String name : List.of("id_ed25519", "id_rsa")) {
        Path path = environment.home().get().resolve(".ssh").resolve(name);
        if (Files.exists(path)) {
          loaded.addSshKeyFile(path, KeyFileBytes.read(path));
        }
      }
    }
    if (environment.variable(KEY).isPresent()) {
      byte[] text = environment.variable(KEY).get().getBytes(StandardCharsets.UTF_8);
      loaded.addVariable(KEY, text);
    }
    if (environment.variable(KEY_FILE).isPresent()) {
      named(loaded, KEY_FILE, false);
    }
    Optional<Path> keyFile = environment.configurationFolder().map(WorkstationReader::keyFileIn);
    if (keyFile.isPresent() && Files.exists(keyFile.get())) {
      loaded.addKeyFile(environment.shown(keyFile.get()), KeyFileBytes.read(keyFile.get()));
    }
    return loaded;
  }

  /** None at all, for who wants none to be looked for. */
  public LoadedIdentities none() {
    return new LoadedIdentities(environment, prompt, false);
  }

  /**
   * From one file alone, as a command line names it.
   *
   * @param keyFile an age key file or an ssh private key; relative to the folder of the process
   */
  public LoadedIdentities load(String keyFile) {
    LoadedIdentities loaded = new LoadedIdentities(environment, prompt, false);
    Optional<Path> path = Environment.path(keyFile);
    if (path.isEmpty()) {
      loaded.addProblem(keyFile, "is no path on this computer");
      return loaded;
    }
    KeyFileBytes bytes = KeyFileBytes.read(path.get());
    if (bytes.content().isPresent() && IdentityText.isSshKey(bytes.content().get())) {
      loaded.addSshKeyFile(path.get(), bytes);
    } else {
      loaded.addKeyFile(environment.shown(path.get()), bytes);
    }
    return loaded;
  }

  private void named(LoadedIdentities loaded, String variable, boolean ssh) {
    String text = environment.variable(variable).orElse("");
    Optional<Path> path = Environment.path(text);
    if (path.isEmpty()) {
      loaded.addProblem(
          variable, text.isEmpty() ? "is set to nothing" : "is no path on this computer");
    } else if (ssh) {
      loaded.addSshKeyFile(path.get(), KeyFileBytes.read(path.get()));
    } else {
      loaded.addKeyFile(environment.shown(path.get()), KeyFileBytes.read(path.get()));
    }
  }
}
