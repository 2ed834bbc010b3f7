package org.keytally.clan;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which machines there are, by source of the knowledge. Offline the declared ones are a lower
 * bound: Nix code may declare more (clan-repository 3.1).
 *
 * @param declared by {@code inventory.json}, by a folder below {@code machines/}, by the manifest,
 *     or by configuration
 * @param keyed with a folder below {@code sops/machines}
 * @param withVars with a folder below {@code vars/per-machine}
 */
public record Machines(Set<String> declared, Set<String> keyed, Set<String> withVars) {

  public Machines {
    declared = Set.copyOf(declared);
    keyed = Set.copyOf(keyed);
    withVars = Set.copyOf(withVars);
  }

  /** All names, sorted. */
  public Set<String> all() {
    Set<String> all = new TreeSet<>(declared);
    all.addAll(keyed);
    all.addAll(withVars);
    return all;
  }
}
