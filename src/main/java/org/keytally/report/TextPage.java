package org.keytally.report;

import java.io.IOException;
import java.io.Writer;

/** Lines of text for a person: indented, broken at the width of the page, coloured where wanted. */
public final class TextPage {

  /** Colours and weights (ECMA-48, SGR). */
  public enum Ink {
    NONE(""),
    BOLD("\u001b[1m"),
    DIM("\u001b[2m"),
    RED("\u001b[1;31m"),
    YELLOW("\u001b[1;33m"),
    GREEN("\u001b[32m"),
    CYAN("\u001b[36m");

    private final String sequence;

    Ink(String sequence) {
      this.sequence = sequence;
    }
  }

  private static final String RESET = "\u001b[0m";

  private final Style style;
  private final Writer out;

  /** A page that begins where the writer is. */
  public TextPage(Style style, Writer out) {
    this.style = style;
    this.out = out;
  }

  /** Text without line end. It must be printable already. */
  public TextPage put(String text, Ink ink) throws IOException {
    if (style.colour() && ink != Ink.NONE && !text.isEmpty()) {
      out.write(ink.sequence);
      out.write(text);
      out.write(RESET);
    } else {
      out.write(text);
    }
    return this;
  }

  TextPage put(String text) throws IOException {
    out.write(text);
    return this;
  }

  /** Ends the line. */
  void end() throws IOException {
    out.write('\n');
  }

  /** Sentences, broken between words at the width of the page; a longer word stays whole. */
  void paragraph(int indent, String text, Ink ink) throws IOException {
    paragraph(indent, indent, text, ink);
  }

  /**
   * Sentences, broken between words at the width of the page; a longer word stays whole.
   *
   * @param indent blanks before the first line
   * @param hanging blanks before the others
   * @param text printable already
   */
  public void paragraph(int indent, int hanging, String text, Ink ink) throws IOException {
    int margin = indent;
    int from = 0;
    while (from < text.length()) {
      int to = endOfLine(text, from, style.width() - margin);
      put(" ".repeat(margin)).put(text.substring(from, to), ink).end();
      margin = hanging;
      from = to;
      while (from < text.length() && text.charAt(from) == ' ') {
        from++;
      }
    }
  }

  private static int endOfLine(String text, int from, int room) {
    int lastBlank = -1;
    int columns = 0;
    for (int i = from; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (text.charAt(i) == ' ') {
        lastBlank = i;
      }
      columns++;
      if (columns > room && lastBlank >= 0) {
        return lastBlank;
      }
    }
    return text.length();
  }
}
