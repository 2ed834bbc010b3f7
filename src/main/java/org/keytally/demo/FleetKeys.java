package org.keytally.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keytally.age.Identity;
import org.keytally.age.X25519Identity;

/** The age keys of one fleet: each follows from the fleet's seed and the name of its owner. */
final class FleetKeys {

  private static final int SEED_BYTES = 32;

  private final byte[] seed;
  private final Map<String, String> recipients = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  private FleetKeys(byte[] seed) {
    this.seed = seed;
  }

  static FleetKeys random() {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    return new FleetKeys(seed);
  }

  static FleetKeys seeded(long seed) {
    return new FleetKeys(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
  }

  /** The public key of a name. */
  String recipient(String name) {
    String known = recipients.get(name);
    if (known != null) {
      return known;
    }
    try (X25519Identity identity = derive(name)) {
      String recipient = identity.publicKey().text();
      recipients.put(name, recipient);
      names.put(recipient, name);
      return recipient;
    }
  }

  /**
   * The identity of a public key, {@code AGE-SECRET-KEY-1…} without a newline.
   *
   * @return the caller wipes it
   * @throws IllegalArgumentException if the key is not one of this fleet's making
   */
  byte[] identity(String recipient) {
    String name = names.get(recipient);
    if (name == null) {
      throw new IllegalArgumentException("not a key of this fleet's making: " + recipient);
    }
    try (X25519Identity identity = derive(name)) {
      return identity.encode();
    }
  }

  /**
   * The identities of those public keys that are of this fleet's making; the caller closes them.
   */
  List<Identity> identities(List<String> publicKeys) {
    List<Identity> identities = new ArrayList<>();
    for (String publicKey : publicKeys) {
      String name = names.get(publicKey);
      if (name != null) {
        identities.add(derive(name));
      }
    }
    return identities;
  }

  private X25519Identity derive(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(seed);
      return X25519Identity.of(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
