package org.keytally.sops;

/** Jazzer's way into the binary store. */
public final class BinaryStoreFuzz {

  private BinaryStoreFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    StoreFuzz.read(Format.BINARY, data);
  }
}
