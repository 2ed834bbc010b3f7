package org.keytally.age;

import java.util.Arrays;

/** Jazzer's way into the reader of key files. The content must stay as it is. */
public final class IdentityFileFuzz {

  private IdentityFileFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    byte[] content = data.clone();
    try {
      IdentityFile.parse(content, Prompt.NOBODY);
    } catch (MalformedKeyException e) {
      if (e.getMessage().isEmpty()) {
        throw new AssertionError("an error without a message", e);
      }
    }
    if (!Arrays.equals(content, data)) {
      throw new AssertionError("the content was changed");
    }
  }
}
