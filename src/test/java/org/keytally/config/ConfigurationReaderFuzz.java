package org.keytally.config;

/** Jazzer's way into the reader of {@code .keytally.yaml}. */
public final class ConfigurationReaderFuzz {

  private ConfigurationReaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      ConfigurationReader.read(data);
    } catch (ConfigurationException e) {
      if (e.problems().isEmpty()) {
        throw new AssertionError("refused without a problem", e);
      }
    }
  }
}
