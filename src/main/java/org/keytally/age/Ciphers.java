package org.keytally.age;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * The three primitives of age's format, as Bouncy Castle's light-weight interface has them: no
 * provider is looked up, which costs a start of the program dearly.
 */
final class Ciphers {

  static final int KEY_LENGTH = 32;
  static final int TAG_LENGTH = 16;
  static final int NONCE_LENGTH = 12;

  private Ciphers() {}

  /** A key of 32 bytes by HKDF-SHA-256 (RFC 5869). */
  static byte[] derive(byte[] secret, byte[] salt, byte[] info) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
    generator.init(new HKDFParameters(secret, salt, info));
    byte[] key = new byte[KEY_LENGTH];
    generator.generateBytes(key, 0, key.length);
    return key;
  }

  static byte[] hmac(byte[] key, byte[] message) {
    HMac hmac = new HMac(new SHA256Digest());
    hmac.init(new KeyParameter(key));
    hmac.update(message, 0, message.length);
    byte[] code = new byte[hmac.getMacSize()];
    hmac.doFinal(code, 0);
    return code;
  }

  /** ChaCha20-Poly1305 without associated data. */
  static byte[] seal(byte[] key, byte[] nonce, byte[] data, int from, int length) {
    return run(true, key, nonce, data, from, length).orElseThrow();
  }

  /** The plaintext, or nothing where key, nonce or data are not the ones it was sealed with. */
  static Optional<byte[]> open(byte[] key, byte[] nonce, byte[] data, int from, int length) {
    return run(false, key, nonce, data, from, length);
  }

  /** Seals a file key under a key that is never used again, hence with the nonce zero. */
  static byte[] wrap(byte[] wrapKey, byte[] fileKey) {
    return seal(wrapKey, new byte[NONCE_LENGTH], fileKey, 0, fileKey.length);
  }

  static Optional<byte[]> unwrap(byte[] wrapKey, byte[] body) {
    return open(wrapKey, new byte[NONCE_LENGTH], body, 0, body.length);
  }

  private static Optional<byte[]> run(
      boolean sealing, byte[] key, byte[] nonce, byte[] data, int from, int length) {
    ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
    cipher.init(sealing, new AEADParameters(new KeyParameter(key), TAG_LENGTH * Byte.SIZE, nonce));
    if (!sealing && length < TAG_LENGTH) {
      return Optional.empty();
    }
    byte[] out = new byte[cipher.getOutputSize(length)];
    try {
      int written = cipher.processBytes(data, from, length, out, 0);
      cipher.doFinal(out, written);
      return Optional.of(out);
    } catch (InvalidCipherTextException e) {
      Arrays.fill(out, (byte) 0);
      return Optional.empty();
    }
  }
}
