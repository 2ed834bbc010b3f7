package org.keytally.source;

import java.util.List;
import java.util.Optional;

/**
 * The private keys at hand, as sops and clan would find them on this computer.
 *
 * @param keyFiles in the order of {@link KeyFile.Origin}: that in which clan looks, then what only
 *     sops looks at, then what nothing does
 * @param demanded whether this run was asked to judge them, by {@code correspond}, {@code --user}
 *     or {@code --keyfile}: only then is their absence an error
 * @param user the person or clan user asked for
 */
public record Workstation(List<KeyFile> keyFiles, boolean demanded, Optional<String> user) {

  public Workstation {
    keyFiles = List.copyOf(keyFiles);
  }

  /** As it is found, without a question asked of it. */
  public Workstation(List<KeyFile> keyFiles) {
    this(keyFiles, false, Optional.empty());
  }

  /** The same, to be judged; for a user if one is named. */
  public Workstation demandedFor(Optional<String> wanted) {
    return new Workstation(keyFiles, true, wanted);
  }

  /**
   * Whether sops would find an identity with this public key. Where a passphrase hides identities
   * the answer may be wrong.
   */
  public boolean holds(String recipient) {
    for (KeyFile keyFile : keyFiles) {
      if (keyFile.origin() != KeyFile.Origin.UNUSED_FILE && keyFile.holds(recipient)) {
        return true;
      }
    }
    return false;
  }
}
