package org.keytally.clan;

import com.fasterxml.jackson.core.JsonFactory;

/** Jazzer's way into the reader of {@code key.json}. Nothing may be thrown. */
public final class KeyFileReaderFuzz {

  private static final JsonFactory JSON = new JsonFactory();

  private KeyFileReaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    KeyFileReader.read(JSON, "key.json", data);
  }
}
