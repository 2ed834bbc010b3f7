package org.keytally.clan;

import java.util.Optional;
import org.keytally.age.Recipient;

/**
 * One element of a {@code key.json}.
 *
 * @param text {@code publickey} exactly as written: clan and sops compare it as text
 * @param type in lower case: {@code age} or {@code pgp}; otherwise what was written, empty if
 *     absent
 * @param recipient the parsed key; absent for pgp and for keys that are malformed
 * @param line in the file, from 1
 */
public record PublishedKey(String text, String type, Optional<Recipient> recipient, int line) {

  /** Whether sops can encrypt to it; what is not usable is reported at the key file alone. */
  public boolean isUsable() {
    return recipient.isPresent() || type.equals("pgp");
  }
}
