package org.keytally.age;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A native age identity, {@code AGE-SECRET-KEY-1…} (C2SP age, the X25519 recipient type). */
public final class X25519Identity extends Identity {

  static final String HUMAN_PART = "AGE-SECRET-KEY-";
  private static final int LENGTH = 32;

  private final byte[] scalar;
  private final byte[] point;
  private final X25519Recipient publicKey;

  private X25519Identity(byte[] scalar) {
    this.scalar = scalar;
    this.point = Montgomery.publicKey(scalar);
    this.publicKey = X25519Recipient.of(point);
  }

  /** A new key. */
  public static X25519Identity generate(SecureRandom random) {
    return new X25519Identity(X25519Recipient.newScalar(random));
  }

  /**
   * The key with these secret bytes.
   *
   * @param scalar 32 bytes, not yet clamped; taken over, and wiped on close
   */
  public static X25519Identity of(byte[] scalar) {
    return new X25519Identity(scalar);
  }

  static X25519Identity read(byte[] line) throws MalformedKeyException {
    return new X25519Identity(decode(line, HUMAN_PART, LENGTH));
  }

  /** The public key. */
  public X25519Recipient publicKey() {
    return publicKey;
  }

  @Override
  public Optional<Recipient> recipient() {
    return Optional.of(publicKey());
  }

  /** The text of a key file's line without line end; to be wiped by the caller. */
  public byte[] encode() {
    return Bech32.encode(HUMAN_PART, scalar);
  }

  @Override
  public void close() {
    Arrays.fill(scalar, (byte) 0);
  }

  @Override
  Optional<byte[]> unwrap(List<Stanza> stanzas) throws AgeException {
    for (Stanza stanza : stanzas) {
      if (stanza.type().equals(X25519Recipient.STANZA)) {
        Optional<byte[]> fileKey = X25519Recipient.unwrap(stanza, scalar, point);
        if (fileKey.isPresent()) {
          return fileKey;
        }
      }
    }
    return Optional.empty();
  }
}
