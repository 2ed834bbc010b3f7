package org.keytally.source;

import java.util.Optional;

/**
 * The ssh keys that age keys of a fleet are said to come from, as they were found.
 *
 * @param vault under the names of its items; absent where no vault was asked
 * @param people from files of the repository, under the names of persons
 * @param hosts from what {@code ssh-keyscan} printed, under the names of hosts
 */
public record Sources(Optional<SourceKeys> vault, SourceKeys people, SourceKeys hosts) {

  /** Nothing but what is declared in the configuration. */
  public static final Sources NONE =
      new Sources(Optional.empty(), SourceKeys.NONE, SourceKeys.NONE);

  /** Whether nothing was found besides what is declared in the configuration. */
  public boolean isNone() {
    return vault.isEmpty() && people.isNone() && hosts.isNone();
  }

  /** The same with what a vault keeps. */
  public Sources withVault(SourceKeys keys) {
    return new Sources(Optional.of(keys), people, hosts);
  }
}
