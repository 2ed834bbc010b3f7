package org.keytally.age;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.keytally.age.AgeException.Kind;

/**
 * Private keys of ssh as identities: Ed25519 and RSA in OpenSSH's own format, with or without a
 * passphrase, and in PKCS #8 or PKCS #1 without (OpenSSH PROTOCOL.key; RFC 5958; RFC 8017).
 */
public final class SshPrivateKey {

  private static final int MOST_BYTES = 64 * 1024;
  private static final byte[] BEGIN = Identity.ascii("-----BEGIN ");
  private static final byte[] END = Identity.ascii("-----END ");
  private static final byte[] DASHES = Identity.ascii("-----");
  private static final byte[] MAGIC = {
    'o', 'p', 'e', 'n', 's', 's', 'h', '-', 'k', 'e', 'y', '-', 'v', '1', 0
  };
  private static final byte[] NONE = Identity.ascii("none");

  /** Each doubles nothing but time; ssh-keygen writes 16 or 24. */
  private static final int MOST_ROUNDS = 1024;

  private static final String REMOVE =
      "; write it anew in OpenSSH's format with: ssh-keygen -p -f FILE";

  private SshPrivateKey() {}

  /**
   * Reads the text of a private key file.
   *
   * @param pem not changed, and not kept unless a passphrase protects it
   * @param prompt asked for the passphrase when the key is needed
   * @throws MalformedKeyException with the reason; the message holds nothing of the key
   */
  public static Identity parse(byte[] pem, Prompt prompt) throws MalformedKeyException {
    if (pem.length > MOST_BYTES) {
      throw new MalformedKeyException("malformed ssh private key: longer than 64 KiB");
    }
    byte[] blob = new byte[0];
    try {
      String label = label(pem);
      blob = body(pem, label);
      return switch (label) {
        case "OPENSSH PRIVATE KEY" -> openSsh(blob, prompt);
        case "PRIVATE KEY" -> identity(PrivateKeyFactory.createKey(blob));
        case "RSA PRIVATE KEY" -> identity(OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(blob));
        case "ENCRYPTED PRIVATE KEY" ->
            throw new MalformedKeyException("a passphrase protects it in PKCS #8" + REMOVE);
        default -> throw new MalformedKeyException("age takes only Ed25519 and RSA keys of ssh");
      };
    } catch (MalformedKeyException e) {
      throw new MalformedKeyException("malformed ssh private key: " + e.reason());
    } catch (IOException | RuntimeException e) {
      throw new MalformedKeyException("malformed ssh private key: damaged");
    } finally {
      Arrays.fill(blob, (byte) 0);
    }
  }

  private static Identity openSsh(byte[] blob, Prompt prompt)
      throws MalformedKeyException, IOException {
    Wire wire = new Wire(blob);
    wire.skip(MAGIC);
    boolean plain = Arrays.equals(wire.string(), NONE);
    wire.string();
    byte[] options = wire.string();
    if (wire.number() != 1) {
      throw new MalformedKeyException("it does not hold exactly one key");
    }
    Recipient recipient = publicKey(wire.string());
    if (!plain) {
      Wire kdf = new Wire(options);
      kdf.string();
      int rounds = kdf.number();
      if (rounds < 1 || rounds > MOST_ROUNDS) {
        throw new MalformedKeyException("more than " + MOST_ROUNDS + " rounds of its passphrase");
      }
      return new LockedIdentity(
          Optional.of(recipient), new PassphraseLock(recipient, blob.clone(), prompt));
    }
    return checked(identity(OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(blob)), recipient);
  }

  private static Identity checked(Identity identity, Recipient recipient)
      throws MalformedKeyException {
    if (!identity.recipient().equals(Optional.of(recipient))) {
      identity.close();
      throw new MalformedKeyException("its public half belongs to another key");
    }
    return identity;
  }

  private static Identity identity(AsymmetricKeyParameter key)
      throws MalformedKeyException, IOException {
    if (key instanceof Ed25519PrivateKeyParameters ed25519) {
      byte[] seed = ed25519.getEncoded();
      try {
        return SshEd25519Identity.of(seed);
      } finally {
        Arrays.fill(seed, (byte) 0);
      }
    }
    if (key instanceof RSAPrivateCrtKeyParameters rsa) {
      RSAKeyParameters half =
          new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
      if (publicKey(OpenSSHPublicKeyUtil.encodePublicKey(half))
          instanceof SshRsaRecipient recipient) {
        return new SshRsaIdentity(recipient, rsa);
      }
    }
    throw new MalformedKeyException("age takes only Ed25519 and RSA keys of ssh");
  }

  private static Recipient publicKey(byte[] blob) throws MalformedKeyException {
    String type = new String(new Wire(blob).string(), StandardCharsets.US_ASCII);
    if (!type.equals(SshEd25519Recipient.STANZA) && !type.equals(SshRsaRecipient.STANZA)) {
      throw new MalformedKeyException("age takes only Ed25519 and RSA keys of ssh");
    }
    return Recipient.parse(SshPublicKey.line(type, blob));
  }

  private static String label(byte[] pem) throws MalformedKeyException {
    int begin = indexOf(pem, BEGIN, 0);
    int end = begin < 0 ? -1 : indexOf(pem, DASHES, begin + BEGIN.length);
    if (end < 0 || end - begin > 64) {
      throw new MalformedKeyException("it has no BEGIN line");
    }
    int from = begin + BEGIN.length;
    return new String(pem, from, end - from, StandardCharsets.US_ASCII);
  }

  private static byte[] body(byte[] pem, String label) throws MalformedKeyException {
    int from = indexOf(pem, BEGIN, 0) + BEGIN.length + label.length() + DASHES.length;
    int to = indexOf(pem, END, from);
    if (to < 0) {
      throw new MalformedKeyException("it has no END line");
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream(to - from);
    for (int i = from; i < to; i++) {
      if (pem[i] == ':') {
        throw new MalformedKeyException("a passphrase protects it in the old PEM format" + REMOVE);
      }
      if (pem[i] > ' ') {
        text.write(pem[i]);
      }
    }
    byte[] encoded = text.toByteArray();
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw new MalformedKeyException("its text is not base64");
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static int indexOf(byte[] text, byte[] wanted, int from) {
    for (int i = from; i <= text.length - wanted.length; i++) {
      if (Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  /** A key that is read when its passphrase is known. */
  private static final class PassphraseLock implements LockedIdentity.Lock {

    private final Recipient recipient;
    private final byte[] blob;
    private final Prompt prompt;

    PassphraseLock(Recipient recipient, byte[] blob, Prompt prompt) {
      this.recipient = recipient;
      this.blob = blob;
      this.prompt = prompt;
    }

    @Override
    public List<Identity> open() throws AgeException {
      byte[] passphrase =
          prompt
              .secret("Passphrase of the ssh key " + recipient.canonical())
              .orElseThrow(
                  () ->
                      new AgeException(
                          Kind.PASSPHRASE,
                          "a passphrase protects the private key of "
                              + recipient.canonical()
                              + ", and nobody can be asked for it"));
      try {
        return List.of(
            checked(
                identity(OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(blob, passphrase)), recipient));
      } catch (MalformedKeyException | IOException | RuntimeException e) {
        throw new AgeException(
            Kind.PASSPHRASE, "the passphrase does not open the key of " + recipient.canonical());
      } finally {
        Arrays.fill(passphrase, (byte) 0);
      }
    }

    @Override
    public void forget() {
      Arrays.fill(blob, (byte) 0);
    }
  }
}
