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
  },
  JSON {
    @Override
    public void write(AccessView view, Style style, Writer out) throws IOException {
      AccessJson.write(view, out);
    }
  },
  CSV {
    @Override
    public void write(AccessView view, Style style, Writer out) throws IOException {
      AccessCsv.write(view, out);
    }
  },
  HTML {
    @Override
    public void write(AccessView view, Style style, Writer out) throws IOException {
      AccessPage.write(view, out);
    }
  };

  /**
   * Writes in this format.
   *
   * @param style for text on a terminal
   */
  public abstract void write(AccessView view, Style style, Writer out) throws IOException;

  /** Whether it also tells of findings and generators. */
  public boolean isPage() {
    return this == HTML;
  }

  /** As it is typed. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
