package org.keytally.clan;

/** Jazzer's way into the reader of {@code key.json}. Nothing may be thrown. */
public final class KeyFileReaderFuzz {

  private KeyFileReaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    KeyFileReader.read("key.json", data);
  }
}
