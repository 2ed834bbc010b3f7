package org.keytally.age;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An {@code ssh-ed25519} private key; read by {@link SshPrivateKey}. */
public final class SshEd25519Identity extends Identity {

  private final byte[] scalar;
  private final SshEd25519Recipient recipient;

  private SshEd25519Identity(byte[] scalar, SshEd25519Recipient recipient) {
    this.scalar = scalar;
    this.recipient = recipient;
  }

  /** The key that grows from a seed of 32 bytes; the seed is not kept. */
  static SshEd25519Identity of(byte[] seed) throws MalformedKeyException {
    byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    SHA512Digest digest = new SHA512Digest();
    digest.update(seed, 0, seed.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    byte[] scalar = Arrays.copyOf(hash, Montgomery.LENGTH);
    Arrays.fill(hash, (byte) 0);
    return new SshEd25519Identity(scalar, SshEd25519Recipient.of(publicKey));
  }

  /** The public key, without comment. */
  public SshEd25519Recipient publicKey() {
    return recipient;
  }

  @Override
  public Optional<Recipient> recipient() {
    return Optional.of(recipient);
  }

  /** The native identity that {@code ssh-to-age -private-key} derives; to be closed on its own. */
  public X25519Identity toAge() {
    return X25519Identity.of(scalar.clone());
  }

  @Override
  public void close() {
    Arrays.fill(scalar, (byte) 0);
  }

  @Override
  Optional<byte[]> unwrap(List<Stanza> stanzas) throws AgeException {
    for (Stanza stanza : stanzas) {
      if (stanza.type().equals(SshEd25519Recipient.STANZA)) {
        Optional<byte[]> fileKey = recipient.unwrap(stanza, scalar);
        if (fileKey.isPresent()) {
          return fileKey;
        }
      }
    }
    return Optional.empty();
  }
}
