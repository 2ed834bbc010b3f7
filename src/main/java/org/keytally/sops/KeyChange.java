package org.keytally.sops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the key entries that a change of recipients leads to (sops-file-format 10). */
final class KeyChange {

  private final Metadata metadata;
  private final KeyOpener opener;

  KeyChange(Metadata metadata, KeyOpener opener) {
    this.metadata = metadata;
    this.opener = opener;
  }

  /** The entries of the wanted groups, present ones verbatim as far as what they wrap stays. */
  List<List<KeyEntry>> entries(List<List<MasterKey>> wanted, int threshold) throws SopsException {
    return wanted.size() == metadata.groups().size()
        ? sameLayout(wanted)
        : newLayout(wanted, threshold);
  }

  private List<List<KeyEntry>> sameLayout(List<List<MasterKey>> wanted) throws SopsException {
    List<List<KeyEntry>> groups = new ArrayList<>();
    Unlocked unlocked = new Unlocked();
    try {
      for (int i = 0; i < wanted.size(); i++) {
        List<KeyEntry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (MasterKey key : wanted.get(i)) {
          if (seen.add(key.type().field() + ' ' + key.identifier())) {
            Optional<KeyEntry> present = present(metadata.groups().get(i), key);
            if (present.isPresent()) {
              entries.add(present.get());
            } else {
              requireAge(key.type(), key.identifier());
              entries.add(AgeKeys.wrap(key.identifier(), unlocked.part(i)));
            }
          }
        }
        groups.add(entries);
      }
      return groups;
    } finally {
      unlocked.wipe();
    }
  }

  private static Optional<KeyEntry> present(List<KeyEntry> group, MasterKey key) {
    for (KeyEntry entry : group) {
      if (entry.type() == key.type() && entry.identifier().equals(key.identifier())) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private List<List<KeyEntry>> newLayout(List<List<MasterKey>> wanted, int threshold)
      throws SopsException {
    for (List<MasterKey> group : wanted) {
      for (MasterKey key : group) {
        requireAge(key.type(), key.identifier());
      }
    }
    List<List<KeyEntry>> groups = new ArrayList<>();
    try (DataKey present = KeyUnlock.recover(metadata, opener);
        DataKey split = DataKey.split(present.bytes().clone(), wanted.size(), threshold)) {
      for (int i = 0; i < wanted.size(); i++) {
        List<KeyEntry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (MasterKey key : wanted.get(i)) {
          if (seen.add(key.identifier())) {
            entries.add(AgeKeys.wrap(key.identifier(), split.part(i).orElseThrow()));
          }
        }
        groups.add(entries);
      }
    }
    return groups;
  }

  /** What keys of another service would have to do, nobody here can. */
  static void requireAge(KeyType type, String identifier) throws SopsException {
    if (type != KeyType.AGE) {
      throw new SopsException(
          SopsException.Kind.FOREIGN_KEY,
          "sops." + type.field(),
          "the data key would have to be wrapped for the "
              + type.field()
              + " key "
              + identifier
              + ", which only sops with access to that key can do; nothing was changed");
    }
  }

  /** The groups' parts of the data key, recovered when the first is needed. */
  private final class Unlocked {

    private Optional<DataKey> dataKey = Optional.empty();
    private final List<byte[]> computed = new ArrayList<>();

    byte[] part(int group) throws SopsException {
      if (dataKey.isEmpty()) {
        dataKey = Optional.of(KeyUnlock.recover(metadata, opener));
      }
      Optional<byte[]> known = dataKey.get().part(group);
      if (known.isPresent()) {
        return known.get();
      }
      byte[] share = computedShare(dataKey.get(), group);
      computed.add(share);
      return share;
    }

    /** The share of a group that no identity opens, which follows from enough others. */
    private byte[] computedShare(DataKey known, int group) throws SopsException {
      List<byte[]> shares = new ArrayList<>();
      boolean isNumbered = true;
      for (int i = 0; i < metadata.groups().size(); i++) {
        if (known.part(i).isPresent()) {
          byte[] share = known.part(i).get();
          isNumbered &= (share[share.length - 1] & 0xff) == i + 1;
          shares.add(share);
        }
      }
      if (!isNumbered) {
        throw new SopsException(
            SopsException.Kind.NO_DATA_KEY,
            "sops.key_groups[" + group + ']',
            "none of the identities opens key group "
                + (group + 1)
                + ", and its share cannot be computed because sops before 3.10 numbered shares at"
                + " random");
      }
      int x = group + 1;
      byte[] share = Arrays.copyOf(ShamirShares.interpolate(shares, x), ValueCipher.KEY_LENGTH + 1);
      share[ValueCipher.KEY_LENGTH] = (byte) x;
      return share;
    }

    void wipe() {
      dataKey.ifPresent(DataKey::close);
      for (byte[] share : computed) {
        Arrays.fill(share, (byte) 0);
      }
    }
  }
}
