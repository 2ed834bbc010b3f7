package org.keytally.age;

/** Jazzer's way into the reader of age headers, armored or not. */
public final class AgeHeaderFuzz {

  private AgeHeaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      if (AgeHeader.read(data).stanzas().isEmpty()) {
        throw new AssertionError("a header without a stanza");
      }
    } catch (AgeException e) {
      if (e.getMessage().isEmpty()) {
        throw new AssertionError("an error without a message", e);
      }
    }
  }
}
