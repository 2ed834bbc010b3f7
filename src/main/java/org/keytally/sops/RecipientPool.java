package org.keytally.sops;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;

/**
 * Shares equal strings between the files of one run: a fleet names the same few recipients in each
 * of its secrets. Bounded, so that a repository full of different recipients does not grow it
 * without end. Not for use by several threads.
 */
public final class RecipientPool {

  private static final int MAX_STRINGS = 20_000;
  private static final int MAX_LENGTH = 4_096;

  private final Map<String, String> strings = new HashMap<>();
  private final Map<String, Optional<Recipient>> recipients = new HashMap<>();

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

  /** The age recipient that a text spells; empty where it spells none. */
  Optional<Recipient> parsed(String text) {
    Optional<Recipient> known = recipients.get(text);
    if (known != null) {
      return known;
    }
    Optional<Recipient> parsed;
    try {
      parsed = Optional.of(Recipient.parse(text));
    } catch (MalformedKeyException e) {
      parsed = Optional.empty();
    }
    if (recipients.size() < MAX_STRINGS && text.length() <= MAX_LENGTH) {
      recipients.put(text, parsed);
    }
    return parsed;
  }
}
