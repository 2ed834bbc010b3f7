package org.keytally.cli;

import java.util.Locale;

/** How a plan is written. */
enum PlanFormat {
  TEXT,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
