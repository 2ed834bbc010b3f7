package org.keytally.cli;

import java.util.Locale;

/** How a rotation is written. */
enum RotationFormat {
  TEXT,
  JSON,
  /** What has to be replaced where it comes from, as a list to tick off. */
  MARKDOWN;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
