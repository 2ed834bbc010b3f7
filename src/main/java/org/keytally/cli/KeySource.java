package org.keytally.cli;

import java.util.Optional;

/**
 * Where the person's own keys are looked for.
 *
 * @param file the only place; absent for the places where sops looks
 * @param unwanted why no keys are looked at; absent where they are
 */
record KeySource(Optional<String> file, Optional<String> unwanted) {

  /** Where sops and clan look. */
  static final KeySource USUAL = new KeySource(Optional.empty(), Optional.empty());

  static KeySource file(String file) {
    return new KeySource(Optional.of(file), Optional.empty());
  }

  static KeySource none(String reason) {
    return new KeySource(Optional.empty(), Optional.of(reason));
  }
}
