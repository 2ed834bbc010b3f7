package org.keytally.source;

import java.io.IOException;
import java.util.Arrays;

/** A JSON string taken from bytes to bytes, for text that must not live in a {@link String}. */
final class JsonText {

  private JsonText() {}

  /**
   * The UTF-8 text of a string (RFC 8259, 7); to be wiped by the caller. Escapes beyond the basic
   * plane give two question marks: no key holds any.
   *
   * @param json well-formed
   * @param start where its opening quotation mark stands
   * @throws IOException if there is no such string
   */
  static byte[] decode(byte[] json, int start) throws IOException {
    if (start < 0 || start >= json.length || json[start] != '"') {
      throw new IOException("no string");
    }
    int end = start + 1;
    while (end < json.length && json[end] != '"') {
      end += json[end] == '\\' ? 2 : 1;
    }
    if (end >= json.length) {
      throw new IOException("unfinished string");
    }
    // Every escape is at least as long as what it stands for.
    byte[] text = new byte[end - start];
    int length = 0;
    for (int i = start + 1; i < end; i++) {
      if (json[i] != '\\') {
        text[length++] = json[i];
      } else if (json[++i] == 'u') {
        length = put(character(json, i + 1), text, length);
        i += 4;
      } else {
        text[length++] = escaped(json[i]);
      }
    }
    byte[] exact = Arrays.copyOf(text, length);
    Arrays.fill(text, (byte) 0);
    return exact;
  }

  private static byte escaped(byte letter) {
    return switch (letter) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> letter;
    };
  }

  private static int character(byte[] json, int at) {
    int value = 0;
    for (int i = at; i < at + 4 && i < json.length; i++) {
      value = value * 16 + Math.max(0, Character.digit(json[i], 16));
    }
    return value;
  }

  private static int put(int character, byte[] text, int at) {
    int length = at;
    if (character < 0x80) {
      text[length++] = (byte) character;
    } else if (character < 0x800) {
      text[length++] = (byte) (0xC0 | (character >> 6));
      text[length++] = (byte) (0x80 | (character & 0x3F));
    } else if (character >= 0xD800 && character < 0xE000) {
      text[length++] = '?';
    } else {
      text[length++] = (byte) (0xE0 | (character >> 12));
      text[length++] = (byte) (0x80 | ((character >> 6) & 0x3F));
      text[length++] = (byte) (0x80 | (character & 0x3F));
    }
    return length;
  }
}
