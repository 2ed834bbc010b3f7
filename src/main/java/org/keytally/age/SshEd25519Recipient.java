package org.keytally.age;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.keytally.age.AgeException.Kind;

/** An {@code ssh-ed25519} public key as an age recipient. */
public final class SshEd25519Recipient extends Recipient {

  static final String STANZA = "ssh-ed25519";
  private static final byte[] LABEL =
      "age-encryption.org/v1/ssh-ed25519".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = new byte[0];
  private static final int KEY_LENGTH = 32;
  private static final int BODY_LENGTH = Age.FILE_KEY_LENGTH + Ciphers.TAG_LENGTH;

  private final byte[] blob;
  private final byte[] point;

  private SshEd25519Recipient(String text, byte[] blob, byte[] point) {
    super(text, SshPublicKey.line(STANZA, blob));
    this.blob = blob;
    this.point = point;
  }

  /** The recipient of an Ed25519 public key of 32 bytes. */
  static SshEd25519Recipient of(byte[] publicKey) throws MalformedKeyException {
    ByteArrayOutputStream blob = new ByteArrayOutputStream();
    blob.writeBytes(new byte[] {0, 0, 0, (byte) STANZA.length()});
    blob.writeBytes(STANZA.getBytes(StandardCharsets.US_ASCII));
    blob.writeBytes(new byte[] {0, 0, 0, KEY_LENGTH});
    blob.writeBytes(publicKey);
    byte[] bytes = blob.toByteArray();
    return new SshEd25519Recipient(SshPublicKey.line(STANZA, bytes), bytes, point(publicKey));
  }

  static SshEd25519Recipient read(String line, byte[] blob, Wire wire)
      throws MalformedKeyException {
    byte[] key = wire.string();
    if (key.length != KEY_LENGTH) {
      throw new MalformedKeyException("a key of " + key.length + " bytes where 32 belong");
    }
    wire.end();
    return new SshEd25519Recipient(line, blob, point(key));
  }

  /**
   * The native recipient that {@code ssh-to-age} derives: another spelling of the same key, with
   * other stanzas.
   */
  public X25519Recipient toAge() {
    return X25519Recipient.of(point);
  }

  @Override
  List<Stanza> wrap(byte[] fileKey, Sender sender) throws AgeException {
    byte[] ephemeral = X25519Recipient.newScalar(sender.random());
    try {
      byte[] share = Montgomery.publicKey(ephemeral);
      byte[] shared =
          Montgomery.agree(ephemeral, point)
              .orElseThrow(() -> unusable(this, "its point is of low order"));
      byte[] wrapKey =
          wrapKey(shared, share).orElseThrow(() -> unusable(this, "its point is of low order"));
      byte[] body = Ciphers.wrap(wrapKey, fileKey);
      Arrays.fill(wrapKey, (byte) 0);
      return List.of(
          new Stanza(STANZA, List.of(SshPublicKey.tag(blob), RawBase64.encodeText(share)), body));
    } finally {
      Arrays.fill(ephemeral, (byte) 0);
    }
  }

  @Override
  boolean canBe(Stanza stanza) {
    return stanza.type().equals(STANZA)
        && stanza.arguments().size() == 2
        && stanza.arguments().get(0).equals(SshPublicKey.tag(blob))
        && stanza.argument(1, KEY_LENGTH).isPresent()
        && stanza.body().length == BODY_LENGTH;
  }

  /**
   * Opens a stanza of this kind; see {@link X25519Recipient#unwrap}.
   *
   * @param scalar the private key on the Montgomery curve
   */
  Optional<byte[]> unwrap(Stanza stanza, byte[] scalar) throws AgeException {
    if (stanza.arguments().size() != 2) {
      throw bad("it has not exactly two arguments");
    }
    byte[] share =
        stanza.argument(1, KEY_LENGTH).orElseThrow(() -> bad("its share is no base64 of 32 bytes"));
    if (!stanza.arguments().get(0).equals(SshPublicKey.tag(blob))) {
      return Optional.empty();
    }
    if (stanza.body().length != BODY_LENGTH) {
      throw bad("its body has not 32 bytes");
    }
    byte[] shared =
        Montgomery.agree(scalar, share).orElseThrow(() -> bad("its share is of low order"));
    byte[] wrapKey = wrapKey(shared, share).orElseThrow(() -> bad("its share is of low order"));
    try {
      Optional<byte[]> fileKey = Ciphers.unwrap(wrapKey, stanza.body());
      if (fileKey.isEmpty()) {
        throw bad("it names this key, which does not open it");
      }
      return fileKey;
    } finally {
      Arrays.fill(wrapKey, (byte) 0);
    }
  }

  /** Mixes the ssh key into the shared secret, so that one key never serves two protocols. */
  private Optional<byte[]> wrapKey(byte[] shared, byte[] share) {
    byte[] tweak = Ciphers.derive(NOTHING, blob, LABEL);
    Optional<byte[]> tweaked = Montgomery.agree(tweak, shared);
    Arrays.fill(shared, (byte) 0);
    if (tweaked.isEmpty()) {
      return Optional.empty();
    }
    byte[] salt = Arrays.copyOf(share, share.length + point.length);
    System.arraycopy(point, 0, salt, share.length, point.length);
    byte[] key = Ciphers.derive(tweaked.get(), salt, LABEL);
    Arrays.fill(tweaked.get(), (byte) 0);
    return Optional.of(key);
  }

  private static byte[] point(byte[] publicKey) throws MalformedKeyException {
    Optional<byte[]> point = Montgomery.fromEdwards(publicKey);
    if (point.isEmpty()) {
      throw new MalformedKeyException("not a point of the curve");
    }
    return point.get();
  }

  private static AgeException bad(String reason) {
    return new AgeException(Kind.HEADER, "damaged ssh-ed25519 stanza: " + reason);
  }
}
