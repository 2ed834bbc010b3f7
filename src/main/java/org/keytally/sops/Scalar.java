package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A value that is no container. Its bytes are those that sops encrypts and hashes (sops-file-format
 * 5): {@code True} for a boolean, decimals without exponent for a float, RFC 3339 for a time.
 */
final class Scalar implements Node {

  private static final byte[] NOTHING = {};

  private final ValueType type;
  private final byte[] bytes;
  private final Span span;

  Scalar(ValueType type, byte[] bytes, Span span) {
    this.type = type;
    this.bytes = bytes;
    this.span = span;
  }

  static Scalar text(String text) {
    return new Scalar(ValueType.STR, text.getBytes(StandardCharsets.UTF_8), Span.NONE);
  }

  static Scalar integer(long value) {
    return new Scalar(
        ValueType.INT, Long.toString(value).getBytes(StandardCharsets.US_ASCII), Span.NONE);
  }

  static Scalar bool(boolean value, Span span) {
    return new Scalar(
        ValueType.BOOL, (value ? "True" : "False").getBytes(StandardCharsets.US_ASCII), span);
  }

  static Scalar real(double value, Span span) {
    return new Scalar(
        ValueType.FLOAT, GoFloat.plain(value).getBytes(StandardCharsets.US_ASCII), span);
  }

  static Scalar nothing(Span span) {
    return new Scalar(ValueType.NULL, NOTHING, span);
  }

  ValueType type() {
    return type;
  }

  byte[] bytes() {
    return bytes;
  }

  /** The bytes as text; only for values that are no secrets. */
  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  @Override
  public Span span() {
    return span;
  }

  @Override
  public void wipe() {
    Arrays.fill(bytes, (byte) 0);
  }
}
