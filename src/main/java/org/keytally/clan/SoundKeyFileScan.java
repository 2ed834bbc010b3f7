package org.keytally.clan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Scans a {@code key.json} that holds nothing but age keys as clan writes them, each with its type.
 * Everything else is left to {@link KeyFileReader}, which reads the same in what is scanned here.
 */
final class SoundKeyFileScan {

  private static final int MOST_KEYS = 100;
  private static final int LONGEST = 4_096;
  private static final byte[] KEY = ascii("publickey");
  private static final byte[] TYPE = ascii("type");
  private static final byte[] AGE = ascii("age");
  private static final byte[] AGE_PREFIX = ascii("age1");

  private final byte[] bytes;
  private int at;
  private int line = 1;
  private int from;
  private int to;
  private final List<String> texts = new ArrayList<>(1);
  private final List<Integer> lines = new ArrayList<>(1);

  SoundKeyFileScan(byte[] content) {
    this.bytes = content;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The keys as written. */
  List<String> texts() {
    return texts;
  }

  /** The lines that they stand in, from 1. */
  List<Integer> lines() {
    return lines;
  }

  /** Whether the content is such a file. */
  boolean scan() {
    if (!take('[')) {
      return false;
    }
    do {
      if (texts.size() == MOST_KEYS || !key()) {
        return false;
      }
    } while (take(','));
    if (!take(']')) {
      return false;
    }
    blanks();
    return at == bytes.length;
  }

  private boolean key() {
    if (!take('{')) {
      return false;
    }
    boolean typed = false;
    boolean named = false;
    do {
      if (!text() || !take(':')) {
        return false;
      }
      if (is(KEY) && !named) {
        blanks();
        lines.add(line);
        if (!text() || !isAgeKey()) {
          return false;
        }
        texts.add(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        named = true;
      } else if (is(TYPE) && !typed) {
        if (!text() || !is(AGE)) {
          return false;
        }
        typed = true;
      } else {
        return false;
      }
    } while (take(','));
    return typed && named && take('}');
  }

  private boolean isAgeKey() {
    return to - from <= LONGEST && Bytes.startsWith(bytes, from, AGE_PREFIX);
  }

  private boolean is(byte[] wanted) {
    return Arrays.equals(bytes, from, to, wanted, 0, wanted.length);
  }

  /** A text of small letters and digits, so that no private key is among them. */
  private boolean text() {
    if (!take('"')) {
      return false;
    }
    from = at;
    while (at < bytes.length && isSmall(bytes[at])) {
      at++;
    }
    to = at;
    return at < bytes.length && bytes[at++] == '"';
  }

  private static boolean isSmall(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9');
  }

  private boolean take(char wanted) {
    blanks();
    if (at < bytes.length && bytes[at] == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void blanks() {
    while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n')) {
      line += bytes[at] == '\n' ? 1 : 0;
      at++;
    }
  }
}
