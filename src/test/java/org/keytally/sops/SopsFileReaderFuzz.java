package org.keytally.sops;

import java.util.List;

/** Jazzer's way into the reader without keys, by every ending of a path. Nothing may be thrown. */
public final class SopsFileReaderFuzz {

  private static final List<String> PATHS = List.of("a.yaml", "a.json", "a.env", "a.ini", "a");

  private SopsFileReaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    for (String path : PATHS) {
      SopsFileReader.read(path, data);
    }
  }
}
