package org.keytally.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;
import org.keytally.clan.AgeStore;
import org.keytally.clan.Fleet;
import org.keytally.clan.Manifest;
import org.keytally.clan.MemberKind;

/** Who should read the files of the age backend (clan-repository 7.2). */
final class AgeStores {

  private AgeStores() {}

  static Subject subject(AgeStore.MachineKey machine) {
    return Subjects.member(MemberKind.MACHINES, machine.machine());
  }

  /** The machines that keep their secrets with age, sorted. */
  static Set<String> machines(Manifest manifest) {
    Set<String> machines = new TreeSet<>();
    for (Map.Entry<String, Manifest.Machine> machine : manifest.machines().entrySet()) {
      if (machine.getValue().evaluationError().isEmpty()
          && machine.getValue().settings().secretStore().equals(DeclaredVar.AGE)) {
        machines.add(machine.getKey());
      }
    }
    return machines;
  }

  /** The declared vars that it has. */
  static List<DeclaredVar> vars(Completeness completeness) {
    List<DeclaredVar> vars = new ArrayList<>();
    for (DeclaredVar var : completeness.vars()) {
      if (var.isInAgeStore() && var.state() == DeclaredVar.State.PRESENT) {
        vars.add(var);
      }
    }
    return vars;
  }

  /** Whether clan keeps a list of recipients beside a var. */
  static boolean isListed(DeclaredVar var) {
    return var.generator().isShared() || !var.file().deploy();
  }

  /** Whether it is a public key that age encrypts to. */
  static boolean isKey(String text) {
    try {
      Recipient.parse(text);
      return true;
    } catch (MalformedKeyException e) {
      return false;
    }
  }

  /**
   * Whom a var may be encrypted to: one set, or several where clan itself does not settle for one;
   * none where the keys of its readers are not known.
   */
  static List<Set<String>> readers(DeclaredVar var, Fleet fleet, Manifest manifest) {
    return var.file().deploy() ? hosts(var, fleet) : people(var, manifest);
  }

  private static List<Set<String>> hosts(DeclaredVar var, Fleet fleet) {
    Set<String> keys = new HashSet<>();
    for (String machine : var.machines()) {
      AgeStore.MachineKey known = fleet.ageStore().machines().get(machine);
      Optional<String> key = known == null ? Optional.empty() : known.publicKey();
      if (key.isEmpty() || !isKey(key.get())) {
        return List.of();
      }
      keys.add(key.get());
    }
    return List.of(keys);
  }

  /** Storing takes those of all machines, mending those of the first. */
  private static List<Set<String>> people(DeclaredVar var, Manifest manifest) {
    Set<String> all = new HashSet<>();
    Set<String> first = new HashSet<>();
    for (String machine : var.machines()) {
      List<String> own = manifest.recipientsOf(machine);
      if (own.isEmpty()) {
        return List.of();
      }
      if (first.isEmpty()) {
        first.addAll(own);
      }
      all.addAll(own);
    }
    return all.isEmpty() ? List.of() : List.of(all, first);
  }
}
