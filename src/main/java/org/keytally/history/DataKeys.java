package org.keytally.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which versions of files are known to have one data key, and who holds it.
 *
 * <p>Encryption and wrapping are randomised, so two versions with an equal ciphertext, or with an
 * equal wrapped key, have the same data key (sops-file-format 4.1 and 5). That two versions have
 * different ones can never be told from this.
 */
final class DataKeys {

  private final Map<Object, Integer> numbers = new HashMap<>();
  private final List<Integer> parents = new ArrayList<>();
  private final Map<String, Set<String>> readersOfCiphertext = new HashMap<>();
  private final Map<Integer, Set<String>> readersOfKey = new HashMap<>();
  private final List<Sealed> versions = new ArrayList<>();

  /** Takes note of a version of some file. */
  void add(Sealed sealed) {
    if (sealed.ciphertext().isEmpty()) {
      return;
    }
    int key = number(sealed.ciphertext().get());
    Set<String> readers =
        readersOfCiphertext.computeIfAbsent(sealed.ciphertext().get(), k -> new HashSet<>());
    for (Sealed.Entry entry : sealed.entries()) {
      readers.add(entry.recipient());
      if (entry.wrapped() != 0) {
        unite(key, number(entry.wrapped()));
      }
    }
    versions.add(sealed);
  }

  /** Ends the taking of notes. */
  void close() {
    for (Sealed sealed : versions) {
      readersOfKey
          .computeIfAbsent(keyOf(sealed).orElse(-1), k -> new HashSet<>())
          .addAll(sealed.recipients());
    }
    versions.clear();
  }

  /** A number for the data key of a version; absent where nothing is encrypted with it. */
  Optional<Integer> keyOf(Sealed sealed) {
    if (sealed.ciphertext().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(root(number(sealed.ciphertext().get())));
  }

  /** Everybody who was a recipient of exactly these encrypted values, in any file. */
  Set<String> readersOfCiphertext(Sealed sealed) {
    return sealed.ciphertext().isEmpty()
        ? Set.of()
        : readersOfCiphertext.getOrDefault(sealed.ciphertext().get(), Set.of());
  }

  /** Everybody who is known to have held the data key of this version. */
  Set<String> holders(Sealed sealed) {
    Optional<Integer> key = keyOf(sealed);
    return key.isEmpty() ? Set.of() : readersOfKey.getOrDefault(key.get(), Set.of());
  }

  /** The same for the number of a data key. */
  Set<String> holders(int key) {
    return readersOfKey.getOrDefault(key, Set.of());
  }

  boolean sameKey(Sealed one, Sealed other) {
    return keyOf(one).isPresent() && keyOf(one).equals(keyOf(other));
  }

  private int number(Object element) {
    Integer number = numbers.get(element);
    if (number == null) {
      number = parents.size();
      numbers.put(element, number);
      parents.add(number);
    }
    return number;
  }

  private int root(int number) {
    int at = number;
    while (parents.get(at) != at) {
      parents.set(at, parents.get(parents.get(at)));
      at = parents.get(at);
    }
    return at;
  }

  private void unite(int one, int other) {
    int first = root(one);
    int second = root(other);
    if (first != second) {
      parents.set(Math.max(first, second), Math.min(first, second));
    }
  }
}
