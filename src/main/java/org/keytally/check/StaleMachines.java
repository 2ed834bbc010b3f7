package org.keytally.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.keytally.check.Drift.Holder;
import org.keytally.check.Drift.StaleMachine;
import org.keytally.clan.MemberKind;
import org.keytally.clan.Owners;
import org.keytally.clan.Secret;

/**
 * Recognises replaced machine keys: an unknown recipient that stands only in files from which one
 * machine's key is missing is that machine's former key.
 */
final class StaleMachines {

  private StaleMachines() {}

  /**
   * Moves what replaced machine keys explain out of the other causes. A former key may still have
   * an anchor in {@code .sops.yaml}, and then counts as extra rather than unknown.
   *
   * @return by machine name
   */
  static Map<String, StaleMachine> takeFrom(
      Map<Holder, List<Secret>> missing,
      Map<String, List<Secret>> unknown,
      Map<String, List<Secret>> extra,
      Owners owners) {
    Map<String, Set<String>> formerKeys = new TreeMap<>();
    Map<Holder, Set<Secret>> without = new LinkedHashMap<>();
    for (Map.Entry<Holder, List<Secret>> entry : missing.entrySet()) {
      without.put(entry.getKey(), identitySet(entry.getValue()));
    }
    Map<String, List<Secret>> candidates = new LinkedHashMap<>(unknown);
    for (Map.Entry<String, List<Secret>> entry : extra.entrySet()) {
      if (!owners.isUser(entry.getKey()) && !owners.isMachine(entry.getKey())) {
        candidates.put(entry.getKey(), entry.getValue());
      }
    }
    for (Map.Entry<String, List<Secret>> entry : candidates.entrySet()) {
      Holder machine = machineWithout(entry.getValue(), without);
      if (machine != null) {
        Set<String> former = formerKeys.getOrDefault(machine.name(), new TreeSet<>());
        former.add(entry.getKey());
        formerKeys.put(machine.name(), former);
      }
    }
    Map<String, StaleMachine> stale = new TreeMap<>();
    for (Map.Entry<String, Set<String>> entry : formerKeys.entrySet()) {
      Set<Secret> explained = identitySet(List.of());
      for (String recipient : entry.getValue()) {
        explained.addAll(candidates.getOrDefault(recipient, List.of()));
        unknown.remove(recipient);
        extra.remove(recipient);
      }
      Holder machine = new Holder(MemberKind.MACHINES, entry.getKey());
      List<Secret> files = new ArrayList<>();
      List<Secret> rest = new ArrayList<>();
      for (Secret secret : missing.getOrDefault(machine, List.of())) {
        (explained.contains(secret) ? files : rest).add(secret);
      }
      if (rest.isEmpty()) {
        missing.remove(machine);
      } else {
        missing.put(machine, rest);
      }
      stale.put(machine.name(), new StaleMachine(entry.getValue(), files));
    }
    return stale;
  }

  /** The machine that misses from all of these and, if several do, from the fewest others. */
  private static @Nullable Holder machineWithout(
      List<Secret> secrets, Map<Holder, Set<Secret>> missing) {
    Holder best = null;
    int bestSize = Integer.MAX_VALUE;
    for (Map.Entry<Holder, Set<Secret>> candidate : missing.entrySet()) {
      if (candidate.getKey().kind() == MemberKind.MACHINES
          && candidate.getValue().size() < bestSize
          && candidate.getValue().containsAll(secrets)) {
        best = candidate.getKey();
        bestSize = candidate.getValue().size();
      }
    }
    return best;
  }

  /** Secrets are told apart by folder: comparing whole records would read every member. */
  private static Set<Secret> identitySet(List<Secret> secrets) {
    Set<Secret> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(secrets);
    return set;
  }
}
