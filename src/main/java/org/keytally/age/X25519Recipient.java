package org.keytally.age;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.keytally.age.AgeException.Kind;

/** A native age recipient, {@code age1…} (C2SP age, the X25519 recipient type). */
public final class X25519Recipient extends Recipient {

  static final String STANZA = "X25519";
  private static final String HUMAN_PART = "age";
  private static final byte[] INFO =
      "age-encryption.org/v1/X25519".getBytes(StandardCharsets.US_ASCII);
  private static final int KEY_LENGTH = 32;
  private static final int BODY_LENGTH = Age.FILE_KEY_LENGTH + Ciphers.TAG_LENGTH;

  private final byte[] point;

  private X25519Recipient(String text, byte[] point) {
    super(text, text);
    this.point = point;
  }

  static X25519Recipient of(byte[] point) {
    return new X25519Recipient(Bech32.encodeText(HUMAN_PART, point), point.clone());
  }

  static X25519Recipient parseText(String key) throws MalformedKeyException {
    Bech32.Decoded decoded = decode(key);
    if (!decoded.prefix().equals(HUMAN_PART)) {
      throw malformed(key, "invalid type");
    }
    if (decoded.data().length != KEY_LENGTH) {
      throw malformed(key, "a key of " + decoded.data().length + " bytes where 32 belong");
    }
    return new X25519Recipient(key, decoded.data());
  }

  @Override
  List<Stanza> wrap(byte[] fileKey, Sender sender) throws AgeException {
    byte[] ephemeral = newScalar(sender.random());
    try {
      byte[] share = Montgomery.publicKey(ephemeral);
      byte[] shared =
          Montgomery.agree(ephemeral, point)
              .orElseThrow(() -> unusable(this, "its point is of low order"));
      byte[] wrapKey = wrapKey(shared, share, point);
      byte[] body = Ciphers.wrap(wrapKey, fileKey);
      Arrays.fill(wrapKey, (byte) 0);
      return List.of(new Stanza(STANZA, List.of(RawBase64.encodeText(share)), body));
    } finally {
      Arrays.fill(ephemeral, (byte) 0);
    }
  }

  @Override
  boolean canBe(Stanza stanza) {
    return stanza.type().equals(STANZA)
        && stanza.arguments().size() == 1
        && stanza.argument(0, KEY_LENGTH).isPresent()
        && stanza.body().length == BODY_LENGTH;
  }

  /**
   * Opens a stanza of this kind with a private key.
   *
   * @return the file key, or nothing where the stanza is for another key
   * @throws AgeException of kind HEADER where it is not well formed
   */
  static Optional<byte[]> unwrap(Stanza stanza, byte[] scalar, byte[] point) throws AgeException {
    if (stanza.arguments().size() != 1) {
      throw bad("it has not exactly one argument");
    }
    byte[] share =
        stanza.argument(0, KEY_LENGTH).orElseThrow(() -> bad("its share is no base64 of 32 bytes"));
    if (stanza.body().length != BODY_LENGTH) {
      throw bad("its body has not 32 bytes");
    }
    byte[] shared =
        Montgomery.agree(scalar, share).orElseThrow(() -> bad("its share is of low order"));
    byte[] wrapKey = wrapKey(shared, share, point);
    try {
      return Ciphers.unwrap(wrapKey, stanza.body());
    } finally {
      Arrays.fill(wrapKey, (byte) 0);
    }
  }

  static byte[] newScalar(SecureRandom random) {
    byte[] scalar = new byte[KEY_LENGTH];
    random.nextBytes(scalar);
    return scalar;
  }

  private static byte[] wrapKey(byte[] shared, byte[] share, byte[] point) {
    byte[] salt = Arrays.copyOf(share, share.length + point.length);
    System.arraycopy(point, 0, salt, share.length, point.length);
    byte[] key = Ciphers.derive(shared, salt, INFO);
    Arrays.fill(shared, (byte) 0);
    return key;
  }

  private static AgeException bad(String reason) {
    return new AgeException(Kind.HEADER, "damaged X25519 stanza: " + reason);
  }
}
