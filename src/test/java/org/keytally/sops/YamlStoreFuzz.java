package org.keytally.sops;

/** Jazzer's way into the YAML store. */
public final class YamlStoreFuzz {

  private YamlStoreFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    StoreFuzz.read(Format.YAML, data);
  }
}
