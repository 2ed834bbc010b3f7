package org.keytally.age;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Recognises armored files for one X25519 recipient, spelled as age itself spells them: nearly
 * every wrapped data key there is. One pass, nothing is allocated. What is spelled otherwise may
 * still be well formed, which {@link AgeHeader} tells.
 */
public final class ArmoredX25519 {

  private static final byte[] BEGIN = ascii("-----BEGIN AGE ENCRYPTED FILE-----");
  private static final byte[] END = ascii("-----END AGE ENCRYPTED FILE-----");
  private static final int COLUMNS = 64;

  /** In {@link #SHAPE}: a digit of base64, and one that ends 32 bytes, so it holds four bits. */
  private static final byte DIGIT = 0;

  private static final byte LAST_DIGIT = 1;

  /** The header: of 168 bytes, so that it ends where a group of base64 digits ends. */
  private static final byte[] SHAPE = shape();

  /** What a base64 digit stands for; -1 where a byte is none (RFC 4648, section 4). */
  private static final byte[] VALUES = values();

  private ArmoredX25519() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] shape() {
    byte[] start = ascii("age-encryption.org/v1\n-> X25519 ");
    byte[] shape = Arrays.copyOf(start, start.length + 43 + 1 + 43 + 1 + 4 + 43 + 1);
    int at = start.length + 42;
    shape[at++] = LAST_DIGIT;
    shape[at++] = '\n';
    at += 42;
    shape[at++] = LAST_DIGIT;
    shape[at++] = '\n';
    shape[at++] = '-';
    shape[at++] = '-';
    shape[at++] = '-';
    shape[at++] = ' ';
    at += 42;
    shape[at++] = LAST_DIGIT;
    shape[at] = '\n';
    return shape;
  }

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < digits.length(); i++) {
      values[digits.charAt(i)] = (byte) i;
    }
    return values;
  }

  /**
   * Where the armor ends that begins at a place of a text, its last line break included if there is
   * one; -1 where no such file stands there. A file found here reads with {@link AgeHeader#read}
   * without error, has one stanza, and {@link AgeHeader#matches} every X25519 recipient.
   *
   * @param lineBreak as the text spells it
   */
  public static int end(byte[] text, int start, byte[] lineBreak) {
    int at = start;
    if (!has(text, at, BEGIN) || !has(text, at + BEGIN.length, lineBreak)) {
      return -1;
    }
    at += BEGIN.length + lineBreak.length;
    int decoded = 0;
    int column = 0;
    while (at + 4 <= text.length) {
      if (column == COLUMNS) {
        if (!has(text, at, lineBreak)) {
          return -1;
        }
        at += lineBreak.length;
        column = 0;
        if (decoded >= SHAPE.length && has(text, at, END)) {
          break;
        }
        continue;
      }
      int one = VALUES[text[at] & 0xff];
      int two = VALUES[text[at + 1] & 0xff];
      int three = VALUES[text[at + 2] & 0xff];
      int four = VALUES[text[at + 3] & 0xff];
      if ((one | two | three | four) < 0) {
        return decoded < SHAPE.length ? -1 : last(text, at, column, lineBreak);
      }
      if (decoded < SHAPE.length
          && !(fits(one << 2 | two >> 4, decoded)
              && fits((two & 15) << 4 | three >> 2, decoded + 1)
              && fits((three & 3) << 6 | four, decoded + 2))) {
        return -1;
      }
      decoded += 3;
      at += 4;
      column += 4;
    }
    return footer(text, at, lineBreak);
  }

  /** The same from where no four digits follow: at most a padded group, and the footer. */
  private static int last(byte[] text, int start, int column, byte[] lineBreak) {
    int at = start;
    int one = VALUES[text[at] & 0xff];
    int two = VALUES[text[at + 1] & 0xff];
    if ((one | two) >= 0 && text[at + 3] == '=') {
      int three = VALUES[text[at + 2] & 0xff];
      boolean canonical = text[at + 2] == '=' ? (two & 15) == 0 : three >= 0 && (three & 3) == 0;
      if (!canonical) {
        return -1;
      }
      at += 4;
    } else if (column == 0) {
      return -1;
    }
    return has(text, at, lineBreak) ? footer(text, at + lineBreak.length, lineBreak) : -1;
  }

  private static int footer(byte[] text, int at, byte[] lineBreak) {
    if (!has(text, at, END)) {
      return -1;
    }
    int end = at + END.length;
    return has(text, end, lineBreak) ? end + lineBreak.length : end;
  }

  private static boolean fits(int decoded, int at) {
    byte wanted = SHAPE[at];
    return wanted > LAST_DIGIT
        ? decoded == wanted
        : VALUES[decoded] >= 0 && (wanted == DIGIT || (VALUES[decoded] & 3) == 0);
  }

  private static boolean has(byte[] text, int at, byte[] wanted) {
    if (at + wanted.length > text.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (text[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
