package org.keytally.clan;

/** Makes a line of what Nix says when it fails. */
final class NixErrors {

  private static final int LONGEST = 240;
  private static final String ERROR = "error:";

  private NixErrors() {}

  /**
   * The last error of a trace, which is its cause, and where it stands. Names of store folders are
   * left out, because they differ from run to run.
   *
   * @param exitCode for where nothing was said
   */
  static String brief(String text, int exitCode) {
    String[] lines = plain(text).split("\n", -1);
    int last = -1;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].strip().startsWith(ERROR) && !said(lines, i).isEmpty()) {
        last = i;
      }
    }
    if (last < 0) {
      return "nix failed with exit code " + exitCode;
    }
    String brief = said(lines, last) + place(lines, last);
    return brief.length() > LONGEST ? brief.substring(0, LONGEST) + "…" : brief;
  }

  /** What an error line says, or the line that follows it. */
  private static String said(String[] lines, int at) {
    String said = lines[at].strip().substring(ERROR.length()).strip();
    if (said.isEmpty() && at + 1 < lines.length) {
      String next = lines[at + 1].strip();
      // Newer releases begin a trace with an empty error and end it with the one that counts.
      return next.startsWith("…") || next.startsWith("at ") ? "" : next;
    }
    return said;
  }

  /** Where it stands, as " (FILE:LINE:COLUMN)"; empty where Nix does not say. */
  private static String place(String[] lines, int at) {
    for (int i = at + 1; i < lines.length && i < at + 4; i++) {
      String line = lines[i].strip();
      if (line.startsWith("at ") && line.endsWith(":") && line.indexOf('«') < 0) {
        return " (" + line.substring(3, line.length() - 1) + ")";
      }
    }
    return "";
  }

  /** Without colours, other control characters and the folders of the store. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\u001b') {
        i++;
        while (i < text.length() && !Character.isLetter(text.charAt(i))) {
          i++;
        }
      } else if (c == '\n' || !Character.isISOControl(c)) {
        plain.append(c);
      }
      i++;
    }
    return withoutStore(plain.toString());
  }

  private static String withoutStore(String text) {
    StringBuilder shorter = new StringBuilder();
    int start = 0;
    int at = text.indexOf("/nix/store/");
    while (at >= 0) {
      int end = text.indexOf('/', at + "/nix/store/".length());
      int line = text.indexOf('\n', at);
      boolean source = end > 0 && (line < 0 || end < line) && text.startsWith("-source", end - 7);
      shorter.append(text, start, at);
      start = source ? end + 1 : at;
      at = text.indexOf("/nix/store/", at + 1);
    }
    return shorter.append(text.substring(start)).toString();
  }
}
