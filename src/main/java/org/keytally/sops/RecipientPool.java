package org.keytally.sops;

import java.util.HashMap;
import java.util.Map;

/**
 * Shares equal strings between the files of one run: a fleet names the same few recipients in each
 * of its secrets. Bounded, so that a repository full of different recipients does not grow it
 * without end. Not for use by several threads.
 */
public final class RecipientPool {

  private static final int MAX_STRINGS = 20_000;
  private static final int MAX_LENGTH = 4_096;

  private final Map<String, String> strings = new HashMap<>();

  /** An equal string, the same object as for an equal string before where the pool has room. */
  public String share(String text) {
    String known = strings.get(text);
    if (known != null) {
      return known;
    }
    if (strings.size() < MAX_STRINGS && text.length() <= MAX_LENGTH) {
      strings.put(text, text);
    }
    return text;
  }
}
