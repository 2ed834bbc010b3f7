package org.keytally.repair;

import java.util.Arrays;
import java.util.Optional;

/** The bytes of a file, immutable. */
public final class Content {

  private final byte[] bytes;
  private Optional<String> digest = Optional.empty();

  private Content(byte[] bytes) {
    this.bytes = bytes;
  }

  static Content of(byte[] bytes) {
    return new Content(bytes.clone());
  }

  /** A copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  boolean is(byte[] other) {
    return Arrays.equals(bytes, other);
  }

  /** The same, with its digest computed by the thread that asks for this. */
  static Content digested(byte[] bytes) {
    Content content = of(bytes);
    content.digest();
    return content;
  }

  /** SHA-256 in lower-case hex, computed once. */
  String digest() {
    Optional<String> known = digest;
    if (known.isEmpty()) {
      known = Optional.of(Digests.of(bytes));
      digest = known;
    }
    return known.get();
  }

  /** Not the content: a plan may be printed. */
  @Override
  public String toString() {
    return bytes.length + " bytes, SHA-256 " + digest();
  }
}
