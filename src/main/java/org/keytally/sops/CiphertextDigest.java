package org.keytally.sops;

import java.util.Optional;

/**
 * A 128-bit checksum over encrypted values in their order. It tells whether values were encrypted
 * again, and nothing rests on it being hard to forge; a digest of the platform would cost every
 * start of the hook its provider.
 */
final class CiphertextDigest {

  private static final long PRIME = 0x100000001b3L;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private long low = 0xcbf29ce484222325L;
  private long high = 0x9e3779b97f4a7c15L;
  private boolean any;

  /** Adds one value; what follows its closing bracket does not count. */
  void add(String value) {
    any = true;
    int end = value.indexOf(']') + 1;
    if (end == 0) {
      end = value.length();
    }
    for (int i = 0; i < end; i++) {
      char c = value.charAt(i);
      low = (low ^ c) * PRIME;
      high = (Long.rotateLeft(high, 5) ^ c) * 0xff51afd7ed558ccdL;
    }
  }

  /** Adds one value of ASCII that ends with its closing bracket. */
  void add(byte[] text, int from, int to) {
    any = true;
    long one = low;
    long other = high;
    for (int i = from; i < to; i++) {
      int c = text[i];
      one = (one ^ c) * PRIME;
      other = (Long.rotateLeft(other, 5) ^ c) * 0xff51afd7ed558ccdL;
    }
    low = one;
    high = other;
  }

  /** 32 hexadecimal digits; empty where no value was added. */
  Optional<String> text() {
    if (!any) {
      return Optional.empty();
    }
    char[] digits = new char[32];
    write(mixed(low), digits, 0);
    write(mixed(high), digits, 16);
    return Optional.of(new String(digits));
  }

  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 29);
  }

  private static void write(long value, char[] digits, int at) {
    for (int i = 0; i < 16; i++) {
      digits[at + i] = HEX[(int) (value >>> (60 - 4 * i)) & 15];
    }
  }
}
