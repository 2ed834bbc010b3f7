package org.keytally.age;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.keytally.age.AgeException.Kind;

/** An {@code ssh-rsa} public key of at least 2,048 bits as an age recipient. */
public final class SshRsaRecipient extends Recipient {

  static final String STANZA = "ssh-rsa";
  private static final byte[] LABEL =
      "age-encryption.org/v1/ssh-rsa".getBytes(StandardCharsets.US_ASCII);
  private static final int FEWEST_BITS = 2048;
  private static final int MOST_BITS = 16_384;
  private static final int MOST_EXPONENT_BITS = 24;

  private final byte[] blob;
  private final BigInteger exponent;
  private final BigInteger modulus;

  private SshRsaRecipient(String text, byte[] blob, BigInteger exponent, BigInteger modulus) {
    super(text, SshPublicKey.line(STANZA, blob));
    this.blob = blob;
    this.exponent = exponent;
    this.modulus = modulus;
  }

  static SshRsaRecipient read(String line, byte[] blob, Wire wire) throws MalformedKeyException {
    BigInteger exponent = positive(wire.string());
    BigInteger modulus = positive(wire.string());
    wire.end();
    if (exponent.bitLength() > MOST_EXPONENT_BITS
        || !exponent.testBit(0)
        || exponent.equals(BigInteger.ONE)) {
      throw new MalformedKeyException("invalid exponent");
    }
    if (modulus.bitLength() < FEWEST_BITS) {
      throw new MalformedKeyException(
          "a key of " + modulus.bitLength() + " bits where at least 2048 belong");
    }
    if (modulus.bitLength() > MOST_BITS || !modulus.testBit(0)) {
      throw new MalformedKeyException("invalid modulus");
    }
    return new SshRsaRecipient(line, blob, exponent, modulus);
  }

  @Override
  List<Stanza> wrap(byte[] fileKey, Sender sender) throws AgeException {
    try {
      OAEPEncoding cipher = cipher();
      cipher.init(
          true,
          new ParametersWithRandom(
              new RSAKeyParameters(false, modulus, exponent), sender.random()));
      byte[] body = cipher.processBlock(fileKey, 0, fileKey.length);
      return List.of(new Stanza(STANZA, List.of(SshPublicKey.tag(blob)), body));
    } catch (InvalidCipherTextException | IllegalArgumentException e) {
      throw unusable(this, "it is no valid RSA key");
    }
  }

  @Override
  boolean canBe(Stanza stanza) {
    return stanza.type().equals(STANZA)
        && stanza.arguments().size() == 1
        && stanza.arguments().get(0).equals(SshPublicKey.tag(blob))
        && stanza.body().length == bodyLength();
  }

  /** Opens a stanza of this kind; see {@link X25519Recipient#unwrap}. */
  Optional<byte[]> unwrap(Stanza stanza, RSAKeyParameters privateKey, SecureRandom random)
      throws AgeException {
    if (stanza.arguments().size() != 1) {
      throw bad("it has not exactly one argument");
    }
    if (!stanza.arguments().get(0).equals(SshPublicKey.tag(blob))) {
      return Optional.empty();
    }
    if (stanza.body().length != bodyLength()) {
      throw bad("its body has not " + bodyLength() + " bytes");
    }
    try {
      OAEPEncoding cipher = cipher();
      cipher.init(false, new ParametersWithRandom(privateKey, random));
      return Optional.of(cipher.processBlock(stanza.body(), 0, stanza.body().length));
    } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
      throw bad("it names this key, which does not open it");
    }
  }

  boolean isPublicHalfOf(RSAKeyParameters key) {
    return modulus.equals(key.getModulus());
  }

  private int bodyLength() {
    return (modulus.bitLength() + Byte.SIZE - 1) / Byte.SIZE;
  }

  private static OAEPEncoding cipher() {
    return new OAEPEncoding(new RSABlindedEngine(), new SHA256Digest(), new SHA256Digest(), LABEL);
  }

  private static BigInteger positive(byte[] number) throws MalformedKeyException {
    if (number.length == 0 || number[0] < 0 || number.length > MOST_BITS) {
      throw new MalformedKeyException("invalid number");
    }
    return new BigInteger(number);
  }

  private static AgeException bad(String reason) {
    return new AgeException(Kind.HEADER, "damaged ssh-rsa stanza: " + reason);
  }
}
