package org.keytally.clan;

/** Jazzer's way into the reader of the manifest. */
public final class ManifestReaderFuzz {

  private ManifestReaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      ManifestReader.read(data);
    } catch (ManifestException e) {
      if (e.getMessage().isEmpty()) {
        throw new AssertionError("an error without a message", e);
      }
    }
  }
}
