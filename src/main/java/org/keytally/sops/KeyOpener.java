package org.keytally.sops;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.age.Identity;
import org.keytally.age.LockedIdentity;
import org.keytally.age.PluginIdentity;

/**
 * Private keys that open each wrapped key once: what they opened of one file is remembered while
 * that file is read, rewritten and proven, and wiped on close. For one thread.
 */
public final class KeyOpener implements AutoCloseable {

  private final List<Identity> identities;
  private final Map<Attempt, byte[]> opened;

  /**
   * For the work on one file.
   *
   * @param identities owned by the caller, open for as long as this is
   */
  public KeyOpener(List<Identity> identities) {
    this(List.copyOf(identities), new HashMap<>());
  }

  private KeyOpener(List<Identity> identities, Map<Attempt, byte[]> opened) {
    this.identities = identities;
    this.opened = opened;
  }

  /** One private key and the text that it was tried on. */
  private record Attempt(Identity identity, String wrapped) {}

  /** Others in place of these, which remember together; closing one of both wipes for both. */
  public KeyOpener by(List<Identity> others) {
    return new KeyOpener(List.copyOf(others), opened);
  }

  List<Identity> identities() {
    return identities;
  }

  /**
   * What an entry wraps, by the private key of the recipient that the entry names, as far as that
   * needs no person and no plugin.
   *
   * @return to be wiped by the caller; absent where there is no such key, or it does not open the
   *     entry, about which {@link #unwrap} tells more
   */
  Optional<byte[]> unwrapOwn(KeyEntry entry) {
    if (entry.type() != KeyType.AGE) {
      return Optional.empty();
    }
    for (Identity identity : identities) {
      if (isOf(entry, identity)) {
        Attempt attempt = new Attempt(identity, entry.wrapped());
        byte[] known = opened.get(attempt);
        if (known != null) {
          return Optional.of(known.clone());
        }
        Optional<byte[]> part = open(entry, identity);
        if (part.isPresent()) {
          opened.put(attempt, part.get().clone());
          return part;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(KeyEntry entry, Identity identity) {
    return !(identity instanceof LockedIdentity)
        && !(identity instanceof PluginIdentity)
        && identity.recipient().isPresent()
        && identity.recipient().get().text().equals(entry.identifier());
  }

  private static Optional<byte[]> open(KeyEntry entry, Identity identity) {
    try {
      return AgeKeys.unwrap(entry, List.of(identity));
    } catch (SopsException e) {
      // Another identity may open it; if none does, all are tried again and this is said.
      return Optional.empty();
    }
  }

  /**
   * What an entry wraps, by any of the private keys.
   *
   * @return to be wiped by the caller; absent where it is for none of them
   * @throws SopsException as {@link AgeKeys#unwrap}
   */
  Optional<byte[]> unwrap(KeyEntry entry) throws SopsException {
    Optional<byte[]> own = unwrapOwn(entry);
    return own.isPresent() ? own : AgeKeys.unwrap(entry, identities);
  }

  @Override
  public void close() {
    for (byte[] part : opened.values()) {
      Arrays.fill(part, (byte) 0);
    }
    opened.clear();
  }
}
