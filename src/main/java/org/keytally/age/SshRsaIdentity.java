package org.keytally.age;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.params.RSAKeyParameters;

/**
 * An {@code ssh-rsa} private key; read by {@link SshPrivateKey}. Its numbers are immutable, so
 * closing lets go of them and cannot wipe them.
 */
public final class SshRsaIdentity extends Identity {

  private final SshRsaRecipient recipient;
  private Optional<RSAKeyParameters> key;

  SshRsaIdentity(SshRsaRecipient recipient, RSAKeyParameters key) {
    this.recipient = recipient;
    this.key = Optional.of(key);
  }

  /** The public key, without comment. */
  public SshRsaRecipient publicKey() {
    return recipient;
  }

  @Override
  public Optional<Recipient> recipient() {
    return Optional.of(recipient);
  }

  @Override
  public void close() {
    key = Optional.empty();
  }

  @Override
  Optional<byte[]> unwrap(List<Stanza> stanzas) throws AgeException {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    for (Stanza stanza : stanzas) {
      if (stanza.type().equals(SshRsaRecipient.STANZA)) {
        Optional<byte[]> fileKey = recipient.unwrap(stanza, key.get(), new SecureRandom());
        if (fileKey.isPresent()) {
          return fileKey;
        }
      }
    }
    return Optional.empty();
  }
}
