package org.keytally.clan;

import java.nio.charset.StandardCharsets;

/** The lines that git leaves in a text that it could not merge (git-merge(1)). */
final class ConflictMarkers {

  private static final byte[] OURS = "<<<<<<< ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] THEIRS = ">>>>>>> ".getBytes(StandardCharsets.US_ASCII);

  private ConflictMarkers() {}

  /** The first line that begins with a marker, from 1; 0 if there is none. */
  static int line(byte[] content) {
    int line = 1;
    boolean start = true;
    for (int i = 0; i < content.length; i++) {
      if (start && (Bytes.startsWith(content, i, OURS) || Bytes.startsWith(content, i, THEIRS))) {
        return line;
      }
      start = content[i] == '\n';
      if (start) {
        line++;
      }
    }
    return 0;
  }
}
