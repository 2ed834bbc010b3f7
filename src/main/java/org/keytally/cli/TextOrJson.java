package org.keytally.cli;

import java.util.Locale;

/** How a command answers that has nothing special to say to anybody but people and programs. */
enum TextOrJson {
  TEXT,
  JSON;

  /** As it is typed. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
