package org.keytally.report;

/** Text in columns of a page that a character fills one of. */
final class Columns {

  private Columns() {}

  /** How many columns a text takes. */
  static int of(String printable) {
    return printable.codePointCount(0, printable.length());
  }

  /** The text with blanks up to a width; a wider text stays as it is. */
  static String padded(String printable, int width) {
    int columns = of(printable);
    return columns >= width ? printable : printable + " ".repeat(width - columns);
  }
}
