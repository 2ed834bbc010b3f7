package org.keytally.report;

/**
 * How text for people looks.
 *
 * @param colour whether ANSI colours are written
 * @param unicode whether characters outside ASCII are written; otherwise they are shown escaped
 * @param width at which sentences are broken, in columns; at least {@value #NARROWEST}
 */
public record Style(boolean colour, boolean unicode, int width, Detail detail) {

  private static final int NARROWEST = 40;

  /** For files and pipes. */
  public static final Style PLAIN = new Style(false, true, 80, Detail.NORMAL);

  public Style {
    width = Math.max(width, NARROWEST);
  }

  /** How much is written. */
  public enum Detail {
    /** One line for each finding. */
    BRIEF,
    /** Long lists are cut, and it is said by how much. */
    NORMAL,
    /** Everything. */
    FULL
  }

  String ellipsis() {
    return unicode ? "…" : "...";
  }

  String arrow() {
    return unicode ? "→" : "->";
  }
}
