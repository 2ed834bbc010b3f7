package org.keytally.sops;

/** Jazzer's way into the dotenv store. */
public final class DotenvStoreFuzz {

  private DotenvStoreFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    StoreFuzz.read(Format.DOTENV, data);
  }
}
