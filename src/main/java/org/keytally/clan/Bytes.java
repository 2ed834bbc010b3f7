package org.keytally.clan;

/** Looks for text in contents that are never made into strings as a whole. */
final class Bytes {

  /** How far git looks to tell binary from text (git's xdiff-interface.c). */
  private static final int LOOKED_AT = 8192;

  private Bytes() {}

  static boolean startsWith(byte[] content, int from, byte[] wanted) {
    if (from < 0 || from + wanted.length > content.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (content[from + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** As for bytes, for a text of ASCII. */
  static boolean startsWith(byte[] content, int from, String wanted) {
    if (from < 0 || from + wanted.length() > content.length) {
      return false;
    }
    for (int i = 0; i < wanted.length(); i++) {
      if (content[from + i] != wanted.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The first place of a text at or after a position; -1 if there is none. */
  static int indexOf(byte[] content, byte[] wanted, int from) {
    byte first = wanted[0];
    int last = content.length - wanted.length;
    for (int i = Math.max(from, 0); i <= last; i++) {
      if (content[i] == first && startsWith(content, i, wanted)) {
        return i;
      }
    }
    return -1;
  }

  /** How many different characters of ASCII stand in a range. */
  static int variety(byte[] content, int start, int end) {
    boolean[] seen = new boolean[128];
    int variety = 0;
    for (int i = start; i < end; i++) {
      if (content[i] >= 0 && !seen[content[i]]) {
        seen[content[i]] = true;
        variety++;
      }
    }
    return variety;
  }

  /** Whether a byte is a letter or digit of ASCII. */
  static boolean isWord(byte b) {
    return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9');
  }

  /** Whether git would take the content for binary: a NUL among the first bytes. */
  static boolean isBinary(byte[] content) {
    int end = Math.min(content.length, LOOKED_AT);
    for (int i = 0; i < end; i++) {
      if (content[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
