package org.keytally.report;

/**
 * Text from a repository made safe for a terminal. Names of files and machines are chosen by
 * whoever wrote the commit: shown raw, they could move the cursor, reverse the reading order or
 * hide behind characters without width.
 */
public final class Printable {

  private static final String HEX = "0123456789abcdef";

  /** How every age identity begins, in upper case. */
  private static final String[] PRIVATE = {"AGE-SECRET-KEY-", "AGE-PLUGIN-"};

  /** What follows a prefix is a key from this length on, and prose about keys below it. */
  private static final int KEY = 8;

  /** No build service has a longer name in its commands. */
  private static final int SERVICE = 16;

  private Printable() {}

  /**
   * The text with everything escaped that a terminal would not show as a character of its own:
   * controls as {@code \n} or {@code \x1b}, others as {@code \}{@code u200b}. Private keys of age
   * are cut after their prefix, whoever put them there. What the log of a build would take for a
   * command ({@code ::error}, {@code ##[error]}, {@code ##vso[}) is broken the same way.
   *
   * @param unicode whether characters outside ASCII may stay
   */
  public static String of(String text, boolean unicode) {
    String open = withoutPrivateKeys(text);
    if (isPlain(open)) {
      return withoutCommands(open);
    }
    StringBuilder safe = new StringBuilder(open.length() + 16);
    for (int i = 0; i < open.length(); ) {
      int character = open.codePointAt(i);
      i += Character.charCount(character);
      if (isShown(character) && (unicode || character < 0x80)) {
        safe.appendCodePoint(character);
      } else if (character == 0x2026) {
        safe.append("..."); // the ellipsis of our own sentences
      } else {
        escape(character, safe);
      }
    }
    return withoutCommands(safe.toString());
  }

  /**
   * The text, which holds no controls, without commands to GitHub, Forgejo, Azure or TeamCity.
   * GitHub takes {@code ::} for one where a line begins, blanks aside, and a line may be broken at
   * any blank; it takes {@code ##[} for one anywhere.
   */
  private static String withoutCommands(String text) {
    StringBuilder broken = new StringBuilder();
    int copied = 0;
    for (int i = 0; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      if (c == ':' && text.charAt(i + 1) == ':' && (i == 0 || text.charAt(i - 1) == ' ')) {
        broken.append(text, copied, i).append("\\x3a");
        copied = i + 1;
      } else if (c == '#' && text.charAt(i + 1) == '#' && isBeforeBracket(text, i + 2)) {
        broken.append(text, copied, i + 1).append("\\x23");
        copied = i + 2;
      }
    }
    return copied == 0 ? text : broken.append(text, copied, text.length()).toString();
  }

  private static boolean isBeforeBracket(String text, int from) {
    int i = from;
    while (i < text.length() && i < from + SERVICE && Character.isLetter(text.charAt(i))) {
      i++;
    }
    return i < text.length() && text.charAt(i) == '[';
  }

  /** The text with private keys of age cut after their prefix, otherwise unchanged. */
  static String withoutPrivateKeys(String text) {
    String open = text;
    for (String prefix : PRIVATE) {
      open = cutAfter(prefix, open);
    }
    return open;
  }

  private static String cutAfter(String prefix, String text) {
    int found = indexOfIgnoringCase(text, prefix, 0);
    if (found < 0) {
      return text;
    }
    StringBuilder cut = new StringBuilder(text.length());
    int copied = 0;
    while (found >= 0) {
      int begin = found + prefix.length();
      int end = begin;
      while (end < text.length() && isKeyCharacter(text.charAt(end))) {
        end++;
      }
      if (end - begin >= KEY) {
        cut.append(text, copied, begin).append("[withheld]");
        copied = end;
      }
      found = indexOfIgnoringCase(text, prefix, end);
    }
    return cut.append(text, copied, text.length()).toString();
  }

  private static int indexOfIgnoringCase(String text, String wanted, int from) {
    for (int i = from; i <= text.length() - wanted.length(); i++) {
      if (text.regionMatches(true, i, wanted, 0, wanted.length())) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isKeyCharacter(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isShown(int character) {
    switch (character) {
      // The grapheme joiner and the Hangul fillers are letters and marks that look like nothing.
      case 0x034f, 0x115f, 0x1160, 0x2800, 0x3164, 0xffa0 -> {
        return false;
      }
      default -> {}
    }
    if (character >= 0xfe00 && character <= 0xfe0f) {
      return false; // variation selectors
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // Other blanks than the common one would make two names look alike.
      case Character.SPACE_SEPARATOR -> character == ' ';
      default -> true;
    };
  }

  private static void escape(int character, StringBuilder safe) {
    switch (character) {
      case '\n' -> safe.append("\\n");
      case '\r' -> safe.append("\\r");
      case '\t' -> safe.append("\\t");
      default -> {
        if (character < 0x100) {
          hex(character, 2, safe.append("\\x"));
        } else if (character < 0x10000) {
          hex(character, 4, safe.append("\\u"));
        } else {
          hex(character, 6, safe.append("\\U"));
        }
      }
    }
  }

  private static void hex(int number, int digits, StringBuilder out) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      out.append(HEX.charAt((number >> shift) & 15));
    }
  }
}
