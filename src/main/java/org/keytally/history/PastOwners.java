package org.keytally.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.git.Commit;

/** Whose key was whose at any time, as key files and anchors of the history say. */
final class PastOwners {

  private static final int NAMED = 3;

  private final Map<String, Set<Name>> names = new LinkedHashMap<>();
  private final Map<String, Commit> departures = new LinkedHashMap<>();

  /** Somebody that a key was published for. */
  record Name(Role role, String name) {

    String text() {
      return switch (role) {
        case USER_KEY -> name;
        case MACHINE_KEY -> "machine " + name;
        default -> "anchor &" + name;
      };
    }
  }

  PastOwners(History history) {
    for (FileHistory file : history.files().values()) {
      if (file.role() == Role.USER_KEY
          || file.role() == Role.MACHINE_KEY
          || file.role() == Role.SOPS_CONFIG) {
        add(file);
      }
    }
  }

  private void add(FileHistory file) {
    for (FileHistory.Version version : file.versions()) {
      Set<String> now = new LinkedHashSet<>();
      if (version.after().isPresent()) {
        for (BlobFacts.NamedKey key : version.after().get().facts().keys()) {
          now.add(key.key());
          String name = file.role() == Role.SOPS_CONFIG ? key.name() : Role.holder(file.path());
          names
              .computeIfAbsent(key.key(), k -> new LinkedHashSet<>())
              .add(new Name(file.role(), name));
        }
      }
      for (FileHistory.Blob blob : version.before()) {
        for (BlobFacts.NamedKey key : blob.facts().keys()) {
          if (!now.contains(key.key())) {
            later(departures, key.key(), version.commit());
          }
        }
      }
    }
  }

  static void later(Map<String, Commit> commits, String key, Commit commit) {
    Commit known = commits.get(key);
    if (known == null || known.order() < commit.order()) {
      commits.put(key, commit);
    }
  }

  /**
   * Names for a sentence, as in {@link org.keytally.clan.Owners#describe}; an anchor is named only
   * where no user or machine had the key.
   */
  Optional<String> describe(String recipient) {
    List<String> holders = new ArrayList<>();
    List<String> anchors = new ArrayList<>();
    for (Name name : names.getOrDefault(recipient, Set.of())) {
      List<String> list = name.role() == Role.SOPS_CONFIG ? anchors : holders;
      if (list.size() < NAMED) {
        list.add(name.text());
      }
    }
    List<String> named = holders.isEmpty() ? anchors : holders;
    return named.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", named));
  }

  /** Where a key file or anchor last gave the key up. */
  Optional<Commit> departure(String recipient) {
    return Optional.ofNullable(departures.get(recipient));
  }

  /** All names under which keys were ever published, with the keys. */
  Map<Name, Set<String>> keys() {
    Map<Name, Set<String>> keys = new LinkedHashMap<>();
    for (Map.Entry<String, Set<Name>> entry : names.entrySet()) {
      for (Name name : entry.getValue()) {
        keys.computeIfAbsent(name, k -> new LinkedHashSet<>()).add(entry.getKey());
      }
    }
    return keys;
  }
}
