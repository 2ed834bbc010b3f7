package org.keytally.history;

import java.util.List;
import java.util.Optional;

/**
 * What one content tells. Nothing secret is in here: what stands in clear in it is only counted.
 *
 * @param present whether there is any content, and it could be read
 * @param sealed absent where sops did not encrypt it
 * @param keys public keys of a key file, anchors of a {@code .sops.yaml}
 * @param privateKeys that stand in clear
 */
record BlobFacts(
    boolean present, Optional<Sealed> sealed, List<NamedKey> keys, List<PrivateKey> privateKeys) {

  /** A text of no interest. */
  static final BlobFacts PLAIN = new BlobFacts(true, Optional.empty(), List.of(), List.of());

  /** Nothing, or nothing that could be read. */
  static final BlobFacts NOTHING = new BlobFacts(false, Optional.empty(), List.of(), List.of());

  BlobFacts {
    keys = List.copyOf(keys);
    privateKeys = List.copyOf(privateKeys);
  }

  /**
   * A public key.
   *
   * @param name of the anchor; empty in a key file
   */
  record NamedKey(String name, String key) {}

  /**
   * A private key in clear.
   *
   * @param line from 1
   * @param what kind, as in "an age identity"
   * @param key tells it from others, as in {@link org.keytally.clan.Fleet.PrivateKeyText}
   */
  record PrivateKey(int line, String what, String key) {}

  boolean isOfInterest() {
    return sealed.isPresent() || !keys.isEmpty() || !privateKeys.isEmpty();
  }
}
