package org.keytally.sops;

/** Jazzer's way into the JSON store. */
public final class JsonStoreFuzz {

  private JsonStoreFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    StoreFuzz.read(Format.JSON, data);
  }
}
