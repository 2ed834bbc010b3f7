package org.keytally.clan;

/** Digests as text. */
final class Hex {

  private Hex() {}

  /** Whether a text is this many lower-case hexadecimal digits and nothing else. */
  static boolean isDigits(String text, int count) {
    if (text.length() != count) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
