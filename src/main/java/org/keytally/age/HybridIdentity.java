package org.keytally.age;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;

/** A post-quantum identity, {@code AGE-SECRET-KEY-PQ-1…}; see {@link HybridRecipient}. */
public final class HybridIdentity extends Identity {

  static final String HUMAN_PART = "AGE-SECRET-KEY-PQ-";
  private static final int LENGTH = 32;

  private final byte[] seed;
  private Optional<HybridRecipient> publicKey = Optional.empty();

  private HybridIdentity(byte[] seed) {
    this.seed = seed;
  }

  /** A new key. */
  public static HybridIdentity generate(SecureRandom random) {
    return new HybridIdentity(X25519Recipient.newScalar(random));
  }

  static HybridIdentity read(byte[] line) throws MalformedKeyException {
    return new HybridIdentity(decode(line, HUMAN_PART, LENGTH));
  }

  /** The public key; the first call takes about a millisecond. */
  public HybridRecipient publicKey() {
    Optional<HybridRecipient> known = publicKey;
    if (known.isEmpty()) {
      known = Optional.of(HybridRecipient.of(pair().getPublic()));
      publicKey = known;
    }
    return known.get();
  }

  @Override
  public Optional<Recipient> recipient() {
    return Optional.of(publicKey());
  }

  /** The text of a key file's line without line end; to be wiped by the caller. */
  public byte[] encode() {
    return Bech32.encode(HUMAN_PART, seed);
  }

  @Override
  public void close() {
    Arrays.fill(seed, (byte) 0);
  }

  @Override
  Optional<byte[]> unwrap(List<Stanza> stanzas) throws AgeException {
    for (Stanza stanza : stanzas) {
      if (stanza.type().equals(HybridRecipient.STANZA)) {
        Optional<byte[]> fileKey = HybridRecipient.unwrap(stanza, pair());
        if (fileKey.isPresent()) {
          return fileKey;
        }
      }
    }
    return Optional.empty();
  }

  private AsymmetricCipherKeyPair pair() {
    // The library derives the public key where it gets none.
    return HybridRecipient.hpke().deserializePrivateKey(seed, null);
  }
}
