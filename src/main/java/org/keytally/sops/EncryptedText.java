package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The outer form of an encrypted value, {@code ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]}, judged
 * without any key (sops-file-format 5).
 */
final class EncryptedText {

  private static final String START = "ENC[AES256_GCM,data:";
  private static final int TAG_BYTES = 16;
  private static final byte[] VALUE = ascii(START);
  private static final byte[] IV = ascii(",iv:");
  private static final byte[] TAG = ascii(",tag:");

  /** The types of all that stands in a file of the binary store. */
  private static final byte[][] TYPES = {ascii(",type:str]"), ascii(",type:bytes]")};

  /** The digits of base64, padding left out. */
  private static final boolean[] DIGITS = digits();

  private EncryptedText() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean[] digits() {
    boolean[] digits = new boolean[128];
    for (int i = 0; i < 26; i++) {
      digits['A' + i] = true;
      digits['a' + i] = true;
    }
    for (int i = '0'; i <= '9'; i++) {
      digits[i] = true;
    }
    digits['+'] = true;
    digits['/'] = true;
    return digits;
  }

  /** Whether the text means to be an encrypted value, well formed or not. */
  static boolean claims(String text) {
    return text.startsWith("ENC[");
  }

  /** Why the text cannot be decrypted by anybody; absent where it is well formed. */
  static Optional<String> fault(String text) {
    if (!text.startsWith(START)) {
      return Optional.of("does not begin with ENC[AES256_GCM,data:");
    }
    int dataEnd = text.indexOf(',', START.length());
    if (dataEnd < 0 || !text.startsWith(",iv:", dataEnd)) {
      return Optional.of("has no initialization vector");
    }
    int ivStart = dataEnd + 4;
    int ivEnd = text.indexOf(',', ivStart);
    if (ivEnd < 0 || !text.startsWith(",tag:", ivEnd)) {
      return Optional.of("has no tag");
    }
    int tagStart = ivEnd + 5;
    int close = text.indexOf(']', tagStart);
    if (close < 0) {
      return Optional.of("is cut off");
    }
    int tagEnd = text.indexOf(',', tagStart);
    if (tagEnd < 0 || tagEnd > close) {
      // Versions up to 0.8 wrote no type.
      tagEnd = close;
    } else if (!text.startsWith(",type:", tagEnd)) {
      return Optional.of("has no type");
    } else if (!isType(text, tagEnd + 6, close)) {
      return Optional.of("is of an unknown type");
    }
    if (decodedLength(text, START.length(), dataEnd) < 1) {
      return Optional.of("has data that is not base64");
    }
    int iv = decodedLength(text, ivStart, ivEnd);
    if (iv < 1) {
      return Optional.of("has an initialization vector that is not base64");
    }
    int tag = decodedLength(text, tagStart, tagEnd);
    if (tag != TAG_BYTES) {
      return Optional.of(
          tag < 0 ? "has a tag that is not base64" : "has a tag that is not of 16 bytes");
    }
    return Optional.empty();
  }

  /**
   * Where a value ends that begins at a place of a text; -1 where none stands there that {@link
   * #fault} has nothing to say about, or only one that sops no longer writes.
   */
  static int end(byte[] text, int start) {
    int at = has(text, start, VALUE) ? base64End(text, start + VALUE.length, 1) : -1;
    at = has(text, at, IV) ? base64End(text, at + IV.length, 1) : -1;
    at = has(text, at, TAG) ? base64End(text, at + TAG.length, TAG_BYTES) : -1;
    for (byte[] type : TYPES) {
      if (has(text, at, type)) {
        return at + type.length;
      }
    }
    return -1;
  }

  private static boolean has(byte[] text, int at, byte[] wanted) {
    return at >= 0
        && at + wanted.length <= text.length
        && Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length);
  }

  /**
   * Where the base64 text at a place ends.
   *
   * @param bytes that it stands for at least, and at most as many unless 1
   */
  private static int base64End(byte[] text, int start, int bytes) {
    int at = start;
    while (at < text.length && text[at] >= 0 && DIGITS[text[at]]) {
      at++;
    }
    int padding = at;
    while (at < text.length && at - padding < 2 && text[at] == '=') {
      at++;
    }
    int length = (at - start) / 4 * 3 - (at - padding);
    boolean fits = bytes == 1 ? length >= 1 : length == bytes;
    return fits && (at - start) % 4 == 0 ? at : -1;
  }

  private static boolean isType(String text, int from, int to) {
    return switch (text.substring(from, Math.min(to, from + 8))) {
      case "str", "int", "float", "bool", "bytes", "comment", "time" -> true;
      default -> false;
    };
  }

  /** The length of what standard padded base64 stands for; -1 where it is not base64. */
  private static int decodedLength(String text, int from, int to) {
    int length = to - from;
    if (length % 4 != 0) {
      return -1;
    }
    int end = to;
    while (end > from && to - end < 2 && text.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      if (c >= DIGITS.length || !DIGITS[c]) {
        return -1;
      }
    }
    return length / 4 * 3 - (to - end);
  }
}
