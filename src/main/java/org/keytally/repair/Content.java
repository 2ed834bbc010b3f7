package org.keytally.repair;

/** The bytes of a file, immutable. */
public final class Content {

  private final byte[] bytes;

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

  /** Not the content: a plan may be printed. */
  @Override
  public String toString() {
    return bytes.length + " bytes, SHA-256 " + Digests.of(bytes);
  }
}
