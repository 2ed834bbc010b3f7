package org.keytally;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;
import org.keytally.age.SshEd25519Recipient;

/** A fresh Ed25519 ssh key with what is derived from it, for tests to put where keys are kept. */
public final class SshKeyPair {

  private final Ed25519PrivateKeyParameters key;

  private SshKeyPair(Ed25519PrivateKeyParameters key) {
    this.key = key;
  }

  public static SshKeyPair generate() {
    return new SshKeyPair(new Ed25519PrivateKeyParameters(new SecureRandom()));
  }

  /** {@code ssh-ed25519 AAAA…}, without a comment. */
  public String publicLine() {
    try {
      return "ssh-ed25519 "
          + Base64.getEncoder()
              .encodeToString(OpenSSHPublicKeyUtil.encodePublicKey(key.generatePublicKey()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The private key as {@code ssh-keygen} writes it without a passphrase. */
  public String privateText() {
    try {
      return pem("OPENSSH PRIVATE KEY", OpenSSHPrivateKeyUtil.encodePrivateKey(key));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String type, byte[] content) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(70, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(content)
        + "\n-----END "
        + type
        + "-----\n";
  }

  /** The age recipient that ssh-to-age derives. */
  public String recipient() {
    try {
      return ((SshEd25519Recipient) Recipient.parse(publicLine())).toAge().text();
    } catch (MalformedKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The private key's own 32 bytes (RFC 8032, 5.1.5). */
  public byte[] seed() {
    return key.getEncoded();
  }
}
