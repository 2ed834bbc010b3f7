package org.keytally.age;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The hashes by which stanzas name a recipient. A check compares them, so they come from Java
 * itself: Bouncy Castle sets up far more than a digest before its first use, and a hook would wait
 * for that.
 */
final class TagHash {

  private static final int BLOCK = 64;
  private static final byte OUTER = 0x5c;
  private static final byte INNER = 0x36;

  private TagHash() {}

  static byte[] sha256(byte[] message) {
    return digest().digest(message);
  }

  /**
   * HMAC-SHA-256 (RFC 2104), which is also the first step of HKDF (RFC 5869 section 2.2).
   *
   * @param key at most 64 bytes; nothing secret is passed here
   */
  static byte[] hmac(byte[] key, byte[] message) {
    MessageDigest digest = digest();
    digest.update(padded(key, INNER));
    byte[] inner = digest.digest(message);
    digest.update(padded(key, OUTER));
    return digest.digest(inner);
  }

  private static byte[] padded(byte[] key, byte pad) {
    byte[] block = Arrays.copyOf(key, BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      block[i] ^= pad;
    }
    return block;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
