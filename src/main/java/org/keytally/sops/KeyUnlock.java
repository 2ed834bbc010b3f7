package org.keytally.sops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Recovers a file's data key from its master keys (sops-file-format 4). */
final class KeyUnlock {

  private KeyUnlock() {}

  /**
   * The data key with the groups' parts as far as they are known.
   *
   * @throws SopsException of kind NO_DATA_KEY, naming why each key was of no use
   */
  static DataKey recover(Metadata metadata, KeyOpener opener) throws SopsException {
    List<Optional<byte[]>> parts = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    int known = 0;
    for (List<KeyEntry> group : metadata.groups()) {
      Optional<byte[]> part = part(group, opener, failures);
      parts.add(part);
      known += part.isPresent() ? 1 : 0;
    }
    if (parts.size() == 1) {
      if (known == 0) {
        throw noDataKey(metadata, failures, "");
      }
      byte[] key = parts.get(0).orElseThrow();
      requireLength(key, ValueCipher.KEY_LENGTH);
      return new DataKey(key.clone(), parts);
    }
    int needed =
        Math.max(2, metadata.shamirThreshold() == 0 ? parts.size() : metadata.shamirThreshold());
    if (known < needed) {
      throw noDataKey(
          metadata, failures, known + " of " + needed + " key groups could be opened; ");
    }
    List<byte[]> shares = new ArrayList<>();
    for (Optional<byte[]> part : parts) {
      if (part.isPresent()) {
        requireLength(part.get(), ValueCipher.KEY_LENGTH + 1);
        shares.add(part.get());
      }
    }
    try {
      return new DataKey(ShamirShares.combine(shares), parts);
    } catch (IllegalArgumentException e) {
      throw new SopsException(
          SopsException.Kind.BAD_WRAPPED_KEY,
          "sops.key_groups",
          "the shares of the key groups do not fit together: " + e.getMessage());
    }
  }

  private static void requireLength(byte[] part, int length) throws SopsException {
    if (part.length != length) {
      Arrays.fill(part, (byte) 0);
      throw new SopsException(
          SopsException.Kind.BAD_WRAPPED_KEY,
          "sops.age",
          "a wrapped data key has " + part.length + " bytes where " + length + " belong");
    }
  }

  /** The entries of the identities' own recipients come first: trying one costs a key agreement. */
  private static Optional<byte[]> part(
      List<KeyEntry> group, KeyOpener opener, List<String> failures) {
    for (KeyEntry entry : group) {
      Optional<byte[]> opened = opener.unwrapOwn(entry);
      if (opened.isPresent()) {
        return opened;
      }
    }
    for (KeyEntry entry : group) {
      if (entry.type() == KeyType.AGE) {
        try {
          Optional<byte[]> opened = AgeKeys.unwrap(entry, opener.identities());
          if (opened.isPresent()) {
            return opened;
          }
        } catch (SopsException e) {
          failures.add(e.reason());
        }
      }
    }
    return Optional.empty();
  }

  private static SopsException noDataKey(Metadata metadata, List<String> failures, String intro) {
    StringBuilder message = new StringBuilder(intro);
    message.append("none of the identities at hand opens the data key, which is wrapped for ");
    List<String> names = new ArrayList<>();
    for (List<KeyEntry> group : metadata.groups()) {
      for (KeyEntry entry : group) {
        names.add(entry.identifier());
      }
    }
    message.append(String.join(", ", names));
    for (String failure : failures) {
      message.append("; ").append(failure);
    }
    return new SopsException(SopsException.Kind.NO_DATA_KEY, "sops", message.toString());
  }
}
