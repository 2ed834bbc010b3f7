package org.keytally.demo;

import java.util.List;
import org.keytally.sops.Format;

final class Seals {

  byte[] seal(String path, Format format, byte[] plaintext, List<String> recipients) {
    if (format != Format.BINARY) {
      throw new UnsupportedOperationException(format + " " + path);
    }
    return Shapes.binary(path.hashCode(), plaintext.length, recipients);
  }
}
