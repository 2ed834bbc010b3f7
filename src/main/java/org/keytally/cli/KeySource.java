package org.keytally.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the person's own keys are looked for.
 *
 * @param file the only place; absent for the places where sops looks
 * @param demanded whether it is an error if there are none
 * @param unwanted why no keys are looked at; absent where they are
 */
record KeySource(Optional<String> file, boolean demanded, Optional<String> unwanted) {

  /** Where sops and clan look. */
  static final KeySource USUAL = new KeySource(Optional.empty(), false, Optional.empty());

  /** Where sops and clan look; there has to be one. */
  static final KeySource DEMANDED = new KeySource(Optional.empty(), true, Optional.empty());

  /**
   * What {@code --keyfile} says.
   *
   * @param typed a file, or {@code none}
   * @param directory where relative paths start
   */
  static KeySource typed(String typed, Path directory) {
    return typed.equals("none")
        ? none("--keyfile none")
        : file(directory.resolve(typed).toString());
  }

  static KeySource file(String file) {
    return new KeySource(Optional.of(file), true, Optional.empty());
  }

  static KeySource none(String reason) {
    return new KeySource(Optional.empty(), false, Optional.of(reason));
  }
}
