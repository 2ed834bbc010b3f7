package org.keytally.source;

import java.util.Arrays;
import java.util.Optional;

/** One item of a vault. Holds the private key, where one was asked for, until closed. */
public final class VaultItem implements AutoCloseable {

  private final String name;
  private final Optional<String> publicKey;
  private final Optional<byte[]> privateKey;

  /**
   * An item.
   *
   * @param publicKey what stands where the public key belongs; may be anything, and so is never
   *     shown
   * @param privateKey the text of a private key file; taken over
   */
  VaultItem(String name, Optional<String> publicKey, Optional<byte[]> privateKey) {
    this.name = name;
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  public String name() {
    return name;
  }

  Optional<String> publicKey() {
    return publicKey;
  }

  /** OpenSSH or PKCS #8 text, wiped when the item is closed. */
  Optional<byte[]> privateKey() {
    return privateKey;
  }

  @Override
  public void close() {
    if (privateKey.isPresent()) {
      Arrays.fill(privateKey.get(), (byte) 0);
    }
  }

  /** Never a key. */
  @Override
  public String toString() {
    return "vault item " + name;
  }
}
