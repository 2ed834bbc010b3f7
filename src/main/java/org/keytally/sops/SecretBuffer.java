package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing text of bytes that leaves no copies of itself behind: what it outgrows is wiped. */
final class SecretBuffer {

  private static final int FIRST_SIZE = 256;

  private byte[] bytes;
  private int length;

  SecretBuffer() {
    this(FIRST_SIZE);
  }

  SecretBuffer(int capacity) {
    bytes = new byte[Math.max(capacity, 16)];
  }

  int length() {
    return length;
  }

  SecretBuffer append(int singleByte) {
    reserve(1);
    bytes[length++] = (byte) singleByte;
    return this;
  }

  SecretBuffer append(byte[] more) {
    return append(more, 0, more.length);
  }

  SecretBuffer append(byte[] more, int start, int end) {
    reserve(end - start);
    System.arraycopy(more, start, bytes, length, end - start);
    length += end - start;
    return this;
  }

  /** Appends text that is no secret. */
  SecretBuffer append(String text) {
    return append(text.getBytes(StandardCharsets.UTF_8));
  }

  SecretBuffer repeat(int singleByte, int times) {
    for (int i = 0; i < times; i++) {
      append(singleByte);
    }
    return this;
  }

  /** Appends the UTF-8 form of a code point. */
  SecretBuffer appendCodePoint(int codePoint) {
    if (codePoint < 0x80) {
      return append(codePoint);
    }
    if (codePoint < 0x800) {
      return append(0xc0 | (codePoint >> 6)).continuation(codePoint);
    }
    if (codePoint < 0x10000) {
      return append(0xe0 | (codePoint >> 12)).continuation(codePoint >> 6).continuation(codePoint);
    }
    return append(0xf0 | (codePoint >> 18))
        .continuation(codePoint >> 12)
        .continuation(codePoint >> 6)
        .continuation(codePoint);
  }

  private SecretBuffer continuation(int bits) {
    return append(0x80 | (bits & 0x3f));
  }

  int last() {
    return length == 0 ? -1 : bytes[length - 1];
  }

  /** The content; the buffer is wiped and must not be used again. */
  byte[] take() {
    byte[] content = Arrays.copyOf(bytes, length);
    wipe();
    return content;
  }

  void wipe() {
    Arrays.fill(bytes, (byte) 0);
    length = 0;
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      byte[] outgrown = bytes;
      bytes =
          Arrays.copyOf(
              outgrown,
              (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * outgrown.length)));
      Arrays.fill(outgrown, (byte) 0);
    }
  }
}
