package org.keytally.sops;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an age key of a file wraps, told without telling it.
 *
 * @param group index of the key's group
 * @param digest equal exactly for keys of one document that wrap the same, and for nothing else:
 *     keyed anew for each document; absent where no identity opens the entry
 * @param fault why the entry cannot be opened although it is for one of the identities
 */
public record KeyProof(MasterKey key, int group, Optional<String> digest, Optional<String> fault) {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_LENGTH = 32;

  static List<KeyProof> of(Metadata metadata, KeyOpener opener) {
    Mac mac = newMac();
    List<KeyProof> proofs = new ArrayList<>();
    for (int i = 0; i < metadata.groups().size(); i++) {
      for (KeyEntry entry : metadata.groups().get(i)) {
        if (entry.type() == KeyType.AGE) {
          proofs.add(proof(entry, i, opener, mac));
        }
      }
    }
    return proofs;
  }

  private static KeyProof proof(KeyEntry entry, int group, KeyOpener opener, Mac mac) {
    MasterKey key = new MasterKey(entry.type(), entry.identifier(), 0);
    try {
      Optional<byte[]> opened = opener.unwrap(entry);
      if (opened.isEmpty()) {
        return new KeyProof(key, group, Optional.empty(), Optional.empty());
      }
      String digest = HexFormat.of().formatHex(mac.doFinal(opened.get()));
      Arrays.fill(opened.get(), (byte) 0);
      return new KeyProof(key, group, Optional.of(digest), Optional.empty());
    } catch (SopsException e) {
      return new KeyProof(key, group, Optional.empty(), Optional.of(e.reason()));
    }
  }

  private static Mac newMac() {
    byte[] key = new byte[KEY_LENGTH];
    new SecureRandom().nextBytes(key);
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
