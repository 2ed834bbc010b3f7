package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;

/** How it is told who can read what. */
public enum AccessFormat {
  TEXT {
    @Override
    public void write(AccessView view, Style style, Writer out) throws IOException {
      new AccessText(style).write(view, out);
    }
  };

  /**
   * Writes in this format.
   *
   * @param style for text on a terminal
   */
  public abstract void write(AccessView view, Style style, Writer out) throws IOException;

  /** As it is typed. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
