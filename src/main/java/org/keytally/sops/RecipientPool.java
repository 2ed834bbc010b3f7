package org.keytally.sops;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;

/**
 * Shares equal strings and lists of keys between the files of one run: a fleet names the same few
 * recipients in each of its secrets. Bounded, so that a repository full of different recipients
 * does not grow it without end. Not for use by several threads.
 */
public final class RecipientPool {

  private static final int MAX_STRINGS = 20_000;
  private static final int MAX_LENGTH = 4_096;
  private static final int MAX_KEYS = 1_000;

  private final Map<String, String> strings = new HashMap<>();
  private final Map<String, Optional<Recipient>> recipients = new HashMap<>();
  private final Map<Integer, List<MasterKey>> keyLists = new HashMap<>();

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

  /** Equal keys, the same list as for equal keys before: nearly all files have the same readers. */
  List<MasterKey> shareKeys(List<MasterKey> keys) {
    int hash = 1;
    for (int i = 0; i < keys.size(); i++) {
      hash = 31 * (31 * hash + keys.get(i).identifier().hashCode()) + keys.get(i).line();
    }
    List<MasterKey> known = keyLists.get(hash);
    if (known != null && isSame(known, keys)) {
      return known;
    }
    List<MasterKey> kept = List.copyOf(keys);
    if (keyLists.size() < MAX_STRINGS && kept.size() <= MAX_KEYS) {
      keyLists.put(hash, kept);
    }
    return kept;
  }

  /** As equal as lists of records are, whose own comparison a hook would have to wait for. */
  private static boolean isSame(List<MasterKey> some, List<MasterKey> others) {
    boolean same = some.size() == others.size();
    for (int i = 0; same && i < some.size(); i++) {
      MasterKey one = some.get(i);
      MasterKey other = others.get(i);
      same =
          one.type() == other.type()
              && one.line() == other.line()
              && one.identifier().equals(other.identifier());
    }
    return same;
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
