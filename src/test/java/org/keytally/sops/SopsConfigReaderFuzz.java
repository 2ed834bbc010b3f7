package org.keytally.sops;

/** Jazzer's way into the reader of {@code .sops.yaml}. Nothing may be thrown. */
public final class SopsConfigReaderFuzz {

  private SopsConfigReaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    SopsConfigReader.read(".sops.yaml", data);
  }
}
