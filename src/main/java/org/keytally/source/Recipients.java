package org.keytally.source;

import java.util.Optional;
import org.keytally.age.Identity;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;

/** Public keys of identities. */
final class Recipients {

  private Recipients() {}

  /** See {@link IdentityText.Parser}. */
  static Optional<String> of(byte[] identity) throws MalformedKeyException {
    try (Identity parsed = Identity.parse(identity)) {
      return parsed.recipient().map(Recipient::text);
    }
  }
}
