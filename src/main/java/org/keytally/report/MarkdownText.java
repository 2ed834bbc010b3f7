package org.keytally.report;

/**
 * Text from a repository inside of Markdown, as GitHub, GitLab and Forgejo render it (CommonMark
 * 0.31 with the extensions of GFM). It must be {@link Printable} already: without line ends.
 */
final class MarkdownText {

  /** Punctuation that begins something within a line; CommonMark section 2.4 lets it be escaped. */
  private static final String ESCAPED = "\\`*_{}[]<>|~$&";

  /** Punctuation that begins something where a line begins; blanks before it are taken away. */
  private static final String STARTING = "#+-=:";

  /** What sites turn into mentions, references, emoji and links after the Markdown is parsed. */
  private static final String JOINING = "@#:";

  /** Longer names and sentences are cut, in characters; git allows paths of any length. */
  private static final int LONGEST = 1_000;

  private MarkdownText() {}

  /** A name as a code span, in which nothing is markup, a mention or a link. */
  static String code(String name) {
    String text = cut(name);
    if (text.isBlank()) {
      return "(empty)";
    }
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    String fence = "`".repeat(longest + 1);
    return longest > 0 ? fence + " " + text + " " + fence : fence + text + fence;
  }

  /** The same in a cell of a table, where a bar ends the cell even inside of a code span. */
  static String codeCell(String name) {
    return code(name).replace("|", "\\|");
  }

  /**
   * A sentence in which names may stand, for the middle of a line or a line of its own. Sites look
   * for mentions and links in the rendered text, so escaping alone does not stop them: an empty
   * comment takes what they look for apart.
   */
  static String prose(String sentence) {
    String text = cut(sentence).stripLeading();
    StringBuilder out = new StringBuilder(text.length() + 32);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (ESCAPED.indexOf(c) >= 0) {
        out.append('\\');
      }
      if ((i == 0 && STARTING.indexOf(c) >= 0)
          || ((c == '.' || c == ')') && isAfterNumber(text, i))) {
        out.append('\\');
      }
      out.append(c);
      boolean joining = JOINING.indexOf(c) >= 0 || text.regionMatches(true, i - 2, "www.", 0, 4);
      if (joining && i + 1 < text.length() && text.charAt(i + 1) != ' ') {
        out.append("<!-- -->");
      }
    }
    return out.toString();
  }

  /** Whether this full stop or parenthesis would make a list of a sentence. */
  private static boolean isAfterNumber(String text, int dot) {
    for (int i = 0; i < dot; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end) + "…";
  }
}
