package org.keytally.clan;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The nix program, and what of the environment it is given: nothing that holds keys, and no folder
 * of the repository that it evaluates as a place to find programs in.
 */
final class NixProgram {

  /** Where its state, its settings and its credentials for private inputs are, and the network. */
  private static final List<String> PASSED =
      List.of(
          "HOME",
          "USER",
          "LOGNAME",
          "TMPDIR",
          "XDG_CACHE_HOME",
          "XDG_CONFIG_HOME",
          "XDG_STATE_HOME",
          "NIX_CONF_DIR",
          "NIX_USER_CONF_FILES",
          "NIX_REMOTE",
          "NIX_STORE_DIR",
          "NIX_STATE_DIR",
          "NIX_LOG_DIR",
          "NIX_SSL_CERT_FILE",
          "SSL_CERT_FILE",
          "SSH_AUTH_SOCK",
          "http_proxy",
          "https_proxy",
          "all_proxy",
          "no_proxy",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "ALL_PROXY",
          "NO_PROXY");

  private final Path file;
  private final Map<String, String> environment;

  private NixProgram(Path file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /**
   * The first nix of the search path that does not lie in the repository.
   *
   * @param variables of this process
   * @param repository the root of what is evaluated
   */
  static Optional<NixProgram> find(Map<String, String> variables, Path repository) {
    StringBuilder searchPath = new StringBuilder();
    Optional<Path> program = Optional.empty();
    for (String folder : variables.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Optional<Path> trusted = trusted(folder, repository);
      if (trusted.isPresent()) {
        searchPath.append(searchPath.isEmpty() ? "" : File.pathSeparator).append(trusted.get());
        Path candidate = trusted.get().resolve("nix");
        if (program.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
          program = Optional.of(candidate);
        }
      }
    }
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> environment = new HashMap<>();
    for (String name : PASSED) {
      String value = variables.get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    environment.put("PATH", searchPath.toString());
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("NO_COLOR", "1");
    environment.put("TERM", "dumb");
    // Private inputs are fetched with what answers by itself, or not at all: nobody is asked.
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
    return Optional.of(new NixProgram(program.get(), environment));
  }

  private static Optional<Path> trusted(String folder, Path repository) {
    try {
      Path path = Path.of(folder);
      return path.isAbsolute()
              && Files.isDirectory(path)
              && !path.toRealPath().startsWith(repository.toRealPath())
          ? Optional.of(path)
          : Optional.empty();
    } catch (InvalidPathException | IOException e) {
      return Optional.empty();
    }
  }

  Path file() {
    return file;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** Whether the store that Nix uses by itself can be written to, by us or by its daemon. */
  boolean hasStore() {
    if (environment.containsKey("NIX_REMOTE") || environment.containsKey("NIX_STORE_DIR")) {
      return true;
    }
    Path store = Path.of("/nix/store");
    Path existing = Files.isDirectory(store) ? store : Path.of("/nix");
    return Files.isWritable(existing) || Files.exists(Path.of("/nix/var/nix/daemon-socket/socket"));
  }
}
