package org.keytally.source;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a password store on this computer has of clan's vars (clan-repository 7.1): the names of its
 * entries, never what they hold. Immutable.
 *
 * @param command {@code pass} or {@code passage}
 * @param location of its folder, for a person
 * @param unavailable why it was not looked at, a clause; then there are no entries
 * @param entries with what they are encrypted with, by name without extension, such as {@code
 *     clan-vars/shared/GENERATOR/FILE}
 * @param recipients to whom the store encrypts clan's entries: age recipients of {@code passage},
 *     key ids of {@code pass}; absent where the store does not say
 */
public record PasswordStore(
    String command,
    String location,
    Optional<String> unavailable,
    SortedMap<String, Set<Extension>> entries,
    Optional<List<String>> recipients) {

  /** The folder that clan keeps its entries in. */
  public static final String CLAN_FOLDER = "clan-vars";

  public PasswordStore {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    recipients = recipients.map(List::copyOf);
  }

  /** What encrypts an entry; clan takes either, whatever the command. */
  public enum Extension {
    AGE,
    GPG
  }

  /** Whether it was looked at. */
  public boolean isAvailable() {
    return unavailable.isEmpty();
  }
}
