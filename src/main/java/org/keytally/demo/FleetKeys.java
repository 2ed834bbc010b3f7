package org.keytally.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The age keys of one fleet: each follows from the fleet's seed and the name of its owner. */
final class FleetKeys {

  private final byte[] seed;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> recipients = new HashMap<>();

  private FleetKeys(byte[] seed) {
    this.seed = seed;
  }

  static FleetKeys random() {
    byte[] seed = new byte[32];
    new SecureRandom().nextBytes(seed);
    return new FleetKeys(seed);
  }

  static FleetKeys seeded(long seed) {
    return new FleetKeys(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
  }

  /** The public key of a name. */
  String recipient(String name) {
    return recipients.computeIfAbsent(
        name,
        unused -> {
          String recipient = bech32("age", publicKey(scalar(name)));
          names.put(recipient, name);
          return recipient;
        });
  }

  /** The identity of a key of this fleet, {@code AGE-SECRET-KEY-1…} without a newline. */
  byte[] identity(String recipient) {
    String name = names.get(recipient);
    if (name == null) {
      throw new IllegalArgumentException("not a key of this fleet's making: " + recipient);
    }
    return bech32("age-secret-key-", scalar(name))
        .toUpperCase(Locale.ROOT)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] scalar(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(seed);
      return digest.digest(name.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] publicKey(byte[] scalar) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("X25519");
      generator.initialize(
          NamedParameterSpec.X25519,
          new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
              System.arraycopy(scalar, 0, bytes, 0, bytes.length);
            }
          });
      KeyPair pair = generator.generateKeyPair();
      byte[] big = ((XECPublicKey) pair.getPublic()).getU().toByteArray();
      byte[] little = new byte[32];
      for (int i = 0; i < Math.min(32, big.length); i++) {
        little[i] = big[big.length - 1 - i];
      }
      return little;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String bech32(String prefix, byte[] data) {
    String alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    int[] generator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    StringBuilder out = new StringBuilder(prefix).append('1');
    int[] values = new int[(data.length * 8 + 4) / 5];
    int bits = 0;
    int buffer = 0;
    int n = 0;
    for (byte b : data) {
      buffer = ((buffer << 8) | (b & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        values[n++] = (buffer >> bits) & 31;
      }
    }
    if (bits > 0) {
      values[n++] = (buffer << (5 - bits)) & 31;
    }
    int check = 1;
    int length = prefix.length();
    for (int i = 0; i < 2 * length + 1 + n + 6; i++) {
      int value =
          i < length
              ? prefix.charAt(i) >> 5
              : i == length
                  ? 0
                  : i <= 2 * length
                      ? prefix.charAt(i - length - 1) & 31
                      : i < 2 * length + 1 + n ? values[i - 2 * length - 1] : 0;
      int top = check >>> 25;
      check = ((check & 0x1ffffff) << 5) ^ value;
      for (int j = 0; j < 5; j++) {
        check ^= ((top >> j) & 1) * generator[j];
      }
    }
    check ^= 1;
    for (int i = 0; i < n; i++) {
      out.append(alphabet.charAt(values[i]));
    }
    for (int i = 5; i >= 0; i--) {
      out.append(alphabet.charAt((check >> (5 * i)) & 31));
    }
    return out.toString();
  }
}
