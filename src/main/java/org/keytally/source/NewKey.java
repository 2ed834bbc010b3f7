package org.keytally.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.keytally.age.Identity;
import org.keytally.age.IdentityFile;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Prompt;
import org.keytally.age.Recipient;
import org.keytally.age.X25519Identity;

/**
 * The key that takes the place of another: a public key, with its private key where that is at
 * hand. Open until closed.
 *
 * @param recipient as sops spells it
 * @param identity closed with this
 * @param generated whether it was made just now, so that it is nowhere else
 */
public record NewKey(String recipient, Optional<DerivedIdentity> identity, boolean generated)
    implements AutoCloseable {

  /** A new key pair. */
  public static NewKey generate(String name) {
    DerivedIdentity made = new DerivedIdentity(name, X25519Identity.generate(new SecureRandom()));
    return new NewKey(made.recipient(), Optional.of(made), true);
  }

  /** That of an identity that is known already. */
  public static NewKey of(DerivedIdentity identity) {
    return new NewKey(identity.recipient(), Optional.of(identity), false);
  }

  /**
   * Reads a file: an age identity as {@code age-keygen} writes it, a public key of age, or an ssh
   * key of either half, which is converted.
   *
   * @param shown how messages name it
   * @throws IOException if it cannot be read, or holds no or more than one usable key
   */
  public static NewKey read(Path file, String shown, Prompt prompt) throws IOException {
    return read(KeyFileBytes.read(file), shown, prompt);
  }

  /** The same from a stream. */
  public static NewKey read(InputStream in, String shown, Prompt prompt) throws IOException {
    return read(KeyFileBytes.read(in), shown, prompt);
  }

  private static NewKey read(KeyFileBytes bytes, String shown, Prompt prompt) throws IOException {
    try {
      if (bytes.content().isEmpty()) {
        throw new IOException(shown + " " + bytes.reason() + ".");
      }
      byte[] content = bytes.content().get();
      if (holds(content, "PRIVATE KEY-----")) {
        return of(DerivedIdentity.of(content, shown, shown, prompt));
      }
      return holds(content, "AGE-SECRET-KEY-", "AGE-PLUGIN-") || IdentityFile.isEncrypted(content)
          ? identity(content, shown)
          : publicKey(content, shown);
    } finally {
      bytes.wipe();
    }
  }

  /** Whether private key text stands somewhere, so that no line may become text. */
  private static boolean holds(byte[] content, String... marks) {
    for (String mark : marks) {
      for (int at = 0; at + mark.length() <= content.length; at++) {
        int i = 0;
        while (i < mark.length()
            && Character.toUpperCase((char) (content[at + i] & 0xff)) == mark.charAt(i)) {
          i++;
        }
        if (i == mark.length()) {
          return true;
        }
      }
    }
    return false;
  }

  private static NewKey identity(byte[] content, String shown) throws IOException {
    List<Identity> held;
    try {
      held = IdentityFile.parse(content, Prompt.NOBODY);
    } catch (MalformedKeyException e) {
      throw new IOException(shown + " is not used, because of " + e.reason() + ".");
    }
    if (held.size() == 1 && held.get(0) instanceof X25519Identity identity) {
      return of(new DerivedIdentity(shown, identity));
    }
    for (Identity other : held) {
      other.close();
    }
    throw new IOException(
        shown
            + (held.size() == 1
                ? " holds an identity of a kind that is not written into key files here; give its"
                    + " public key instead."
                : " holds " + held.size() + " identities; which of them is the new one?"));
  }

  private static NewKey publicKey(byte[] content, String shown) throws IOException {
    Optional<String> found = Optional.empty();
    for (String line : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
      String text = line.strip();
      if (text.startsWith("age1") && found.isEmpty()) {
        found = Optional.of(text);
      } else if (text.startsWith("age1")) {
        throw new IOException(shown + " holds several public keys; which is the new one?");
      }
    }
    if (found.isPresent()) {
      try {
        String recipient = Recipient.parse(found.get()).text();
        return new NewKey(recipient, Optional.empty(), false);
      } catch (MalformedKeyException e) {
        throw new IOException(shown + " holds a " + e.reason() + ".");
      }
    }
    SourceKeys keys = SshKeyReader.read(content, shown);
    if (keys.keys().size() == 1) {
      return new NewKey(keys.keys().get(0).age(), Optional.empty(), false);
    }
    String why =
        keys.keys().size() > 1
            ? " holds several ssh keys; which is the new one?"
            : " holds no key: neither an age identity, nor a public key of age or ssh-ed25519.";
    throw new IOException(shown + why);
  }

  @Override
  public void close() {
    if (identity.isPresent()) {
      identity.get().close();
    }
  }

  /** Never the private key. */
  @Override
  public String toString() {
    return recipient;
  }
}
