package org.keytally.cli;

import java.util.Locale;

/** A half of a rotation. */
enum KeyPhase {
  /** The new key is put beside the old one. */
  ADD,
  /** The old key is dropped. */
  DROP;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
