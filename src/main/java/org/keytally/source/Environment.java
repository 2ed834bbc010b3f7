package org.keytally.source;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What decides where private keys are looked for: a value, so that tests need no other computer.
 *
 * @param variables of the process
 * @param home the home folder, absolute; absent where {@code HOME} is not set, as in a bare
 *     environment
 * @param macOs whether the platform's configuration folder is that of macOS
 */
public record Environment(Map<String, String> variables, Optional<Path> home, boolean macOs) {

  public Environment {
    variables = Map.copyOf(variables);
  }

  /** That of this process. Like sops it believes {@code HOME}, not the user database. */
  public static Environment ofThisProcess() {
    Map<String, String> variables = System.getenv();
    String system = System.getProperty("os.name", "");
    return new Environment(
        variables, path(variables.getOrDefault("HOME", "")), system.startsWith("Mac"));
  }

  /** A variable, empty text included: for sops an empty one is set. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  /** Whether the variable is set to more than empty text. */
  boolean hasText(String name) {
    return !variables.getOrDefault(name, "").isEmpty();
  }

  /**
   * The folder where the platform keeps configuration, as sops and clan find it; absent without a
   * home, and where {@code XDG_CONFIG_HOME} is relative, which sops refuses except on macOS.
   */
  Optional<Path> configurationFolder() {
    if (hasText("XDG_CONFIG_HOME")) {
      Optional<Path> folder = path(variables.getOrDefault("XDG_CONFIG_HOME", ""));
      return macOs || (folder.isPresent() && folder.get().isAbsolute()) ? folder : Optional.empty();
    }
    if (home.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(macOs ? applicationSupport(home.get()) : home.get().resolve(".config"));
  }

  static Path applicationSupport(Path home) {
    return home.resolve("Library").resolve("Application Support");
  }

  /** The path for a person: the home folder as {@code ~}. */
  public String shown(Path path) {
    if (home.isPresent() && path.startsWith(home.get()) && !path.equals(home.get())) {
      return "~/" + home.get().relativize(path);
    }
    return path.toString();
  }

  /** The path that a text names; absent for an empty text and for one that is no path here. */
  static Optional<Path> path(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
