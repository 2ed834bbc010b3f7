package org.keytally.clan;

import java.util.Optional;

/**
 * What Nix declares, as far as it is known for the checked tree.
 *
 * @param path of the manifest relative to the repository root; absent where it does not stand in
 *     the checked tree, but was named or evaluated for this run
 * @param stale why the manifest is older than the checked tree, a clause; absent where it is not,
 *     or does not say what it was evaluated from
 */
public record DeclaredVars(Manifest manifest, Optional<String> path, Optional<String> stale) {

  /** Whether the manifest is older than the checked tree, so that Nix may declare otherwise now. */
  public boolean isStale() {
    return stale.isPresent();
  }
}
