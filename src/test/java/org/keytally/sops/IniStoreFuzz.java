package org.keytally.sops;

/** Jazzer's way into the INI store. */
public final class IniStoreFuzz {

  private IniStoreFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    StoreFuzz.read(Format.INI, data);
  }
}
