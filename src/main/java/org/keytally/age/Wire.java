package org.keytally.age;

import java.util.Arrays;

/** Reads the length-prefixed strings of ssh (RFC 4251, section 5). */
final class Wire {

  private final byte[] data;
  private int at;

  Wire(byte[] data) {
    this.data = data;
  }

  /** A number of 32 bits that is no length. */
  int number() throws MalformedKeyException {
    if (data.length - at < Integer.BYTES) {
      throw new MalformedKeyException("truncated");
    }
    int number = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      number = (number << Byte.SIZE) | (data[at++] & 0xFF);
    }
    return number;
  }

  byte[] string() throws MalformedKeyException {
    int length = number();
    if (length < 0 || length > data.length - at) {
      throw new MalformedKeyException("truncated");
    }
    byte[] string = Arrays.copyOfRange(data, at, at + length);
    at += length;
    return string;
  }

  void skip(byte[] expected) throws MalformedKeyException {
    int end = at + expected.length;
    if (end > data.length || !Arrays.equals(data, at, end, expected, 0, expected.length)) {
      throw new MalformedKeyException("not of this format");
    }
    at = end;
  }

  void end() throws MalformedKeyException {
    if (at != data.length) {
      throw new MalformedKeyException("something follows its end");
    }
  }
}
