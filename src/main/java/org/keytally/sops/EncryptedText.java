package org.keytally.sops;

import java.util.Optional;

/**
 * The outer form of an encrypted value, {@code ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]}, judged
 * without any key (sops-file-format 5).
 */
final class EncryptedText {

  private static final String START = "ENC[AES256_GCM,data:";
  private static final int TAG_BYTES = 16;

  private EncryptedText() {}

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
      boolean digit =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || c == '+'
              || c == '/';
      if (!digit) {
        return -1;
      }
    }
    return length / 4 * 3 - (to - end);
  }
}
