package org.keytally.age;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bech32 as age uses it: BIP 173 without the limit of 90 characters. Works on bytes, because half
 * of what it reads is private.
 */
final class Bech32 {

  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int CHECKSUM_LENGTH = 6;
  private static final int BITS = 5;
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final byte[] VALUES = values();

  private Bech32() {}

  /** What a text holds. */
  static final class Decoded {

    private final String prefix;
    private final byte[] data;

    private Decoded(String prefix, byte[] data) {
      this.prefix = prefix;
      this.data = data;
    }

    /** The human-readable part, in the case of the text. */
    String prefix() {
      return prefix;
    }

    /** To be wiped by the caller where it is private. */
    byte[] data() {
      return data;
    }
  }

  /**
   * Reads a text of one case.
   *
   * @throws MalformedKeyException with the reason alone, as "invalid checksum"
   */
  static Decoded decode(byte[] text) throws MalformedKeyException {
    boolean lower = false;
    boolean upper = false;
    int separator = -1;
    for (int i = 0; i < text.length; i++) {
      byte c = text[i];
      if (c < '!' || c > '~') {
        throw new MalformedKeyException("invalid character at position " + (i + 1));
      }
      lower |= c >= 'a' && c <= 'z';
      upper |= c >= 'A' && c <= 'Z';
      if (c == '1') {
        separator = i;
      }
    }
    if (lower && upper) {
      throw new MalformedKeyException("upper and lower case mixed");
    }
    if (separator < 1 || separator + CHECKSUM_LENGTH >= text.length) {
      throw new MalformedKeyException("too short");
    }
    int state = expandPrefix(text, separator);
    byte[] groups = new byte[text.length - separator - 1];
    try {
      for (int i = 0; i < groups.length; i++) {
        byte value = VALUES[text[separator + 1 + i]];
        if (value < 0) {
          throw new MalformedKeyException("invalid character at position " + (separator + i + 2));
        }
        groups[i] = value;
        state = step(state, value);
      }
      if (state != 1) {
        throw new MalformedKeyException("invalid checksum");
      }
      String prefix = new String(text, 0, separator, StandardCharsets.US_ASCII);
      return new Decoded(prefix, join(groups, groups.length - CHECKSUM_LENGTH));
    } finally {
      Arrays.fill(groups, (byte) 0);
    }
  }

  /** Writes data in the case of the prefix. */
  static byte[] encode(String prefix, byte[] data) {
    byte[] human = prefix.getBytes(StandardCharsets.US_ASCII);
    boolean upper = human[0] >= 'A' && human[0] <= 'Z';
    int groups = (data.length * Byte.SIZE + BITS - 1) / BITS;
    byte[] text = Arrays.copyOf(human, human.length + 1 + groups + CHECKSUM_LENGTH);
    text[human.length] = '1';
    int state = expandPrefix(human, human.length);
    int at = human.length + 1;
    int accumulator = 0;
    int held = 0;
    int read = 0;
    for (int i = 0; i < groups; i++) {
      if (held < BITS) {
        accumulator = (accumulator << Byte.SIZE) | (read < data.length ? data[read++] & 0xFF : 0);
        held += Byte.SIZE;
      }
      held -= BITS;
      int value = (accumulator >>> held) & 31;
      accumulator &= (1 << held) - 1;
      state = step(state, value);
      text[at++] = character(value, upper);
    }
    for (int i = 0; i < CHECKSUM_LENGTH; i++) {
      state = step(state, 0);
    }
    state ^= 1;
    for (int i = 0; i < CHECKSUM_LENGTH; i++) {
      text[at++] = character((state >>> (BITS * (CHECKSUM_LENGTH - 1 - i))) & 31, upper);
    }
    return text;
  }

  /** Encodes public data. */
  static String encodeText(String prefix, byte[] data) {
    return new String(encode(prefix, data), StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[] groups, int length) throws MalformedKeyException {
    byte[] data = new byte[length * BITS / Byte.SIZE];
    int accumulator = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < length; i++) {
      accumulator = (accumulator << BITS) | groups[i];
      held += BITS;
      if (held >= Byte.SIZE) {
        held -= Byte.SIZE;
        data[at++] = (byte) (accumulator >>> held);
        accumulator &= (1 << held) - 1;
      }
    }
    if (held >= BITS || accumulator != 0) {
      Arrays.fill(data, (byte) 0);
      throw new MalformedKeyException("invalid padding");
    }
    return data;
  }

  private static int expandPrefix(byte[] text, int length) {
    int state = 1;
    for (int i = 0; i < length; i++) {
      state = step(state, lowerCase(text[i]) >>> BITS);
    }
    state = step(state, 0);
    for (int i = 0; i < length; i++) {
      state = step(state, lowerCase(text[i]) & 31);
    }
    return state;
  }

  private static int step(int state, int value) {
    int top = state >>> 25;
    int next = ((state & 0x1ffffff) << BITS) ^ value;
    for (int i = 0; i < GENERATOR.length; i++) {
      if (((top >>> i) & 1) == 1) {
        next ^= GENERATOR[i];
      }
    }
    return next;
  }

  private static int lowerCase(byte c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }

  private static byte character(int value, boolean upper) {
    char c = ALPHABET.charAt(value);
    return (byte) (upper && c >= 'a' ? c - ('a' - 'A') : c);
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      char c = ALPHABET.charAt(i);
      values[c] = (byte) i;
      if (c >= 'a') {
        values[c - ('a' - 'A')] = (byte) i;
      }
    }
    return values;
  }
}
