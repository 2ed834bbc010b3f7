package org.keytally.check;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.clan.Manifest;
import org.keytally.source.PasswordStore;

/** The password stores that machines keep their secrets in, as far as they are at hand. */
public final class PasswordStores {

  private PasswordStores() {}

  /** The commands of the stores that a manifest asks for; none where no machine uses one. */
  public static SortedSet<String> commands(Manifest manifest) {
    SortedSet<String> commands = new TreeSet<>();
    for (Manifest.Machine machine : manifest.machines().values()) {
      if (uses(machine)) {
        commands.add(machine.settings().passCommand());
      }
    }
    return commands;
  }

  /** What was seen of the stores: a clause; absent where none was looked for. */
  public static Optional<String> seen(Evidence evidence) {
    StringBuilder text = new StringBuilder();
    for (PasswordStore store : new TreeMap<>(evidence.passwordStores()).values()) {
      text.append(text.length() == 0 ? "" : "; ");
      if (store.isAvailable()) {
        text.append(Wording.count(store.entries().size(), "secret var"));
        text.append(" in ").append(store.location());
      } else {
        text.append(store.location()).append(" not checked: ").append(store.unavailable().get());
      }
    }
    return text.length() == 0 ? Optional.empty() : Optional.of(text.toString());
  }

  /** The stores that could be looked into, by command, if a manifest says what belongs there. */
  static SortedMap<String, PasswordStore> available(Evidence evidence) {
    SortedMap<String, PasswordStore> available = new TreeMap<>();
    if (evidence.completeness().isPresent()) {
      for (Map.Entry<String, PasswordStore> store : evidence.passwordStores().entrySet()) {
        if (store.getValue().isAvailable()) {
          available.put(store.getKey(), store.getValue());
        }
      }
    }
    return available;
  }

  static boolean uses(Manifest.Machine machine) {
    return machine.evaluationError().isEmpty()
        && machine.settings().secretStore().equals(DeclaredVar.PASSWORD_STORE);
  }

  /** Begins a finding about a store, which is the person's and not the repository's. */
  static Findings.Draft about(Subject subject, Findings findings) {
    return findings.about(subject).from(EvidenceKind.WORKSTATION).givenThat(EvidenceKind.MANIFEST);
  }
}
