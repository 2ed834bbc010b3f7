package org.keytally.report;

/** Text between tags and in attributes of XML and HTML. */
final class Markup {

  private Markup() {}

  /**
   * The text with the five characters of XML escaped. It must be {@link Printable} already, and so
   * holds no character that XML 1.0 forbids (section 2.2).
   */
  static String escaped(String printable) {
    StringBuilder text = new StringBuilder(printable.length() + 16);
    for (int i = 0; i < printable.length(); i++) {
      char c = printable.charAt(i);
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '"' -> text.append("&quot;");
        case '\'' -> text.append("&#39;");
        default -> text.append(c);
      }
    }
    return text.toString();
  }
}
