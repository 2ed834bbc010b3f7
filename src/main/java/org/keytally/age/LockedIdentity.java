package org.keytally.age;

import java.util.List;
import java.util.Optional;

/**
 * Identities behind a passphrase: an ssh key or an age key file. The passphrase is asked for once,
 * and only when a file comes that no other way is known to open.
 */
public final class LockedIdentity extends Identity {

  /** Opens what a passphrase protects. */
  interface Lock {
    /** Asks and decrypts. */
    List<Identity> open() throws AgeException;

    /** Wipes what a failed or unused lock holds. */
    void forget();
  }

  private final Optional<Recipient> recipient;
  private final Lock lock;
  private Optional<List<Identity>> opened = Optional.empty();
  private Optional<AgeException> refused = Optional.empty();

  LockedIdentity(Optional<Recipient> recipient, Lock lock) {
    this.recipient = recipient;
    this.lock = lock;
  }

  @Override
  public Optional<Recipient> recipient() {
    return recipient;
  }

  @Override
  public void close() {
    lock.forget();
    for (Identity identity : opened.orElse(List.of())) {
      identity.close();
    }
    opened = Optional.of(List.of());
  }

  @Override
  Optional<byte[]> unwrap(List<Stanza> stanzas) throws AgeException {
    if (recipient.isPresent() && !isFor(recipient.get(), stanzas)) {
      return Optional.empty();
    }
    for (Identity identity : unlock()) {
      Optional<byte[]> fileKey = identity.unwrap(stanzas);
      if (fileKey.isPresent()) {
        return fileKey;
      }
    }
    return Optional.empty();
  }

  /**
   * What the passphrase protects; asks for it if that has not been done.
   *
   * @return owned by this identity, and wiped when it is closed
   * @throws AgeException if nobody tells the passphrase, or it is wrong; also from then on
   */
  public List<Identity> unlock() throws AgeException {
    if (refused.isPresent()) {
      throw refused.get();
    }
    if (opened.isEmpty()) {
      try {
        opened = Optional.of(lock.open());
      } catch (AgeException e) {
        refused = Optional.of(e);
        throw e;
      }
    }
    return opened.get();
  }

  private static boolean isFor(Recipient recipient, List<Stanza> stanzas) {
    for (Stanza stanza : stanzas) {
      if (recipient.canBe(stanza)) {
        return true;
      }
    }
    return false;
  }
}
