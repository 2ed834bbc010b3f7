package org.keytally.age;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The base64 of age's headers: standard alphabet, no padding, canonical (RFC 4648, 3.5). */
final class RawBase64 {

  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

  private RawBase64() {}

  static byte[] encode(byte[] data) {
    return ENCODER.encode(data);
  }

  static String encodeText(byte[] data) {
    return ENCODER.encodeToString(data);
  }

  /** The bytes, or nothing where the text is not the canonical spelling of any. */
  static Optional<byte[]> decode(byte[] text) {
    return decode(text, ENCODER);
  }

  static Optional<byte[]> decode(String text) {
    return decode(text.getBytes(StandardCharsets.ISO_8859_1), ENCODER);
  }

  /** Same with padding, as inside armor. */
  static Optional<byte[]> decodePadded(byte[] text) {
    return decode(text, Base64.getEncoder());
  }

  /**
   * The decoder of the library is lenient in padding and in unused bits, so the way back decides.
   */
  private static Optional<byte[]> decode(byte[] text, Base64.Encoder canonical) {
    try {
      byte[] data = Base64.getDecoder().decode(text);
      byte[] again = canonical.encode(data);
      boolean same = Arrays.equals(again, text);
      Arrays.fill(again, (byte) 0);
      return same ? Optional.of(data) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
