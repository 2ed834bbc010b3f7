package org.keytally.sops;

import java.util.List;

/**
 * A master key of a file with the data key, or the group's share of it, that it wraps.
 *
 * @param identifier what sops compares: the age recipient, the pgp fingerprint, the ARN …
 * @param wrapped the wrapped data key as written: an armored age file, an armored PGP message,
 *     base64
 * @param fields the entry as it stands in the file, so that a foreign one survives untouched
 */
record KeyEntry(KeyType type, String identifier, String wrapped, Branch fields) {

  /** The entry of an age recipient. */
  static KeyEntry age(String recipient, String wrapped) {
    return new KeyEntry(
        KeyType.AGE,
        recipient,
        wrapped,
        new Branch(
            List.of(
                new Branch.Pair("enc", Scalar.text(wrapped)),
                new Branch.Pair("recipient", Scalar.text(recipient)))));
  }
}
