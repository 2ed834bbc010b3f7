package org.keytally.cli;

import java.util.Locale;

/** When colours are written. */
enum ColorMode {
  /** On a terminal, unless {@code NO_COLOR} is set (no-color.org). */
  AUTO,
  ALWAYS,
  NEVER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
