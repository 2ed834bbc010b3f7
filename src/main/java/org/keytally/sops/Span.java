package org.keytally.sops;

/**
 * Where a node stands in the text that it was read from, in bytes.
 *
 * @param start first byte
 * @param end one behind the last byte
 */
record Span(int start, int end) {

  /** Of a node that was not read from a text. */
  static final Span NONE = new Span(-1, -1);

  boolean isKnown() {
    return start >= 0;
  }
}
