package org.keytally.check;

import java.util.Set;

/**
 * Which rules are asked for.
 *
 * @param only names of rules; empty for all
 * @param skip names of rules that are left out
 */
public record Selection(Set<String> only, Set<String> skip) {

  /** Every rule. */
  public static final Selection ALL = new Selection(Set.of(), Set.of());

  public Selection {
    only = Set.copyOf(only);
    skip = Set.copyOf(skip);
  }

  /** Whether a rule of this name is asked for. */
  public boolean includes(String rule) {
    return (only.isEmpty() || only.contains(rule)) && !skip.contains(rule);
  }
}
