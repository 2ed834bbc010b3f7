package org.keytally.cli;

import java.util.Locale;

/** How lists of keys are written. */
enum KeysFormat {
  TEXT,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
