package org.keytally.age;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.keytally.age.AgeException.Kind;

/**
 * A post-quantum recipient, {@code age1pq1…}: ML-KEM-768 with X25519 (C2SP age, the MLKEM768-X25519
 * recipient type; HPKE of RFC 9180 with X-Wing).
 */
public final class HybridRecipient extends Recipient {

  static final String PREFIX = "age1pq1";
  static final String STANZA = "mlkem768x25519";
  private static final String HUMAN_PART = "age1pq";
  private static final byte[] INFO =
      "age-encryption.org/mlkem768x25519".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NO_DATA = new byte[0];
  private static final int KEY_LENGTH = 1216;
  private static final int SHARE_LENGTH = 1120;
  private static final int BODY_LENGTH = Age.FILE_KEY_LENGTH + Ciphers.TAG_LENGTH;

  private final byte[] key;

  private HybridRecipient(String text, byte[] key) {
    super(text, text);
    this.key = key;
  }

  static HybridRecipient of(AsymmetricKeyParameter key) {
    byte[] bytes = hpke().serializePublicKey(key);
    return new HybridRecipient(Bech32.encodeText(HUMAN_PART, bytes), bytes);
  }

  static HybridRecipient parseText(String key) throws MalformedKeyException {
    Bech32.Decoded decoded = decode(key);
    if (!decoded.prefix().equals(HUMAN_PART)) {
      throw malformed(key, "invalid type");
    }
    if (decoded.data().length != KEY_LENGTH) {
      throw malformed(
          key, "a key of " + decoded.data().length + " bytes where " + KEY_LENGTH + " belong");
    }
    return new HybridRecipient(key, decoded.data());
  }

  static HPKE hpke() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X_WING, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
  }

  @Override
  List<Stanza> wrap(byte[] fileKey, Sender sender) throws AgeException {
    try {
      HPKE hpke = hpke();
      HPKEContextWithEncapsulation context = hpke.setupBaseS(hpke.deserializePublicKey(key), INFO);
      byte[] body = context.seal(NO_DATA, fileKey);
      String share = RawBase64.encodeText(context.getEncapsulation());
      return List.of(new Stanza(STANZA, List.of(share), body));
    } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
      throw unusable(this, "it is no valid post-quantum key");
    }
  }

  @Override
  boolean canBe(Stanza stanza) {
    return stanza.type().equals(STANZA)
        && stanza.arguments().size() == 1
        && stanza.argument(0, SHARE_LENGTH).isPresent()
        && stanza.body().length == BODY_LENGTH;
  }

  /** See {@link X25519Recipient#unwrap}. */
  static Optional<byte[]> unwrap(Stanza stanza, AsymmetricCipherKeyPair pair) throws AgeException {
    if (stanza.arguments().size() != 1) {
      throw bad("it has not exactly one argument");
    }
    byte[] share =
        stanza
            .argument(0, SHARE_LENGTH)
            .orElseThrow(() -> bad("its share is no base64 of " + SHARE_LENGTH + " bytes"));
    if (stanza.body().length != BODY_LENGTH) {
      throw bad("its body has not 32 bytes");
    }
    try {
      return Optional.of(hpke().setupBaseR(share, pair, INFO).open(NO_DATA, stanza.body()));
    } catch (InvalidCipherTextException e) {
      return Optional.empty();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw bad("its share is not valid");
    }
  }

  private static AgeException bad(String reason) {
    return new AgeException(Kind.HEADER, "damaged mlkem768x25519 stanza: " + reason);
  }
}
