package org.keytally.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keytally.age.AgeException;
import org.keytally.age.Identity;
import org.keytally.age.LockedIdentity;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Prompt;
import org.keytally.age.SshEd25519Identity;
import org.keytally.age.SshPrivateKey;
import org.keytally.age.X25519Identity;

/**
 * An age identity that an ssh private key was converted to, until closed.
 *
 * @param name the item of the vault, or the file
 * @param identity closed with this
 */
public record DerivedIdentity(String name, X25519Identity identity) implements AutoCloseable {

  /** The public key, {@code age1…}. */
  public String recipient() {
    return identity.publicKey().text();
  }

  @Override
  public void close() {
    identity.close();
  }

  /** Never the private key. */
  @Override
  public String toString() {
    return name + " " + recipient();
  }

  /**
   * Those that a vault has; a name that it does not have is left out. All are owned by the caller.
   *
   * @param names exact names of items
   * @param prompt asked for passphrases
   * @throws IOException if the vault cannot be asked, a name is not unique, or an item has no
   *     usable private key; the message says which and what to do
   */
  public static List<DerivedIdentity> of(Vault vault, Set<String> names, Prompt prompt)
      throws IOException {
    List<VaultItem> items = vault.items(names::contains, Vault.Part.PRIVATE_KEY);
    List<DerivedIdentity> derived = new ArrayList<>();
    boolean complete = false;
    try {
      Map<String, Integer> counts = new HashMap<>();
      for (VaultItem item : items) {
        counts.merge(item.name(), 1, Integer::sum);
      }
      for (VaultItem item : items) {
        @Nullable Integer count = counts.get(item.name());
        String place = vault.name() + ": item " + item.name();
        if (count != null && count > 1) {
          throw new IOException(place + " " + VaultKeys.ambiguous(count) + ".");
        }
        if (item.privateKey().isEmpty()) {
          throw new IOException(place + " has no private key.");
        }
        DerivedIdentity identity = of(item.privateKey().get(), item.name(), place, prompt);
        derived.add(identity);
        requireSameKey(item, identity, place);
      }
      complete = true;
      return derived;
    } finally {
      for (VaultItem item : items) {
        item.close();
      }
      if (!complete) {
        for (DerivedIdentity identity : derived) {
          identity.close();
        }
      }
    }
  }

  /**
   * The one of an ssh private key file.
   *
   * @param shown how messages name it
   */
  public static DerivedIdentity of(Path file, String shown, Prompt prompt) throws IOException {
    KeyFileBytes bytes = KeyFileBytes.read(file);
    try {
      if (bytes.content().isEmpty()) {
        throw new IOException(shown + " " + bytes.reason() + ".");
      }
      return of(bytes.content().get(), shown, shown, prompt);
    } finally {
      bytes.wipe();
    }
  }

  /** Two halves that do not belong together would make a key that nobody is known by. */
  private static void requireSameKey(VaultItem item, DerivedIdentity derived, String place)
      throws IOException {
    Optional<String> text = item.publicKey();
    List<SourceKey> halves =
        text.isPresent() ? SshKeyReader.line(text.get(), item.name(), place).keys() : List.of();
    if (!halves.isEmpty() && !halves.get(0).age().equals(derived.recipient())) {
      throw new IOException(place + " has a private key that is not that of its public key.");
    }
  }

  static DerivedIdentity of(byte[] pem, String name, String place, Prompt prompt)
      throws IOException {
    try (Identity parsed = SshPrivateKey.parse(pem, prompt)) {
      Identity open = parsed instanceof LockedIdentity locked ? locked.unlock().get(0) : parsed;
      if (open instanceof SshEd25519Identity ed25519) {
        return new DerivedIdentity(name, ed25519.toAge());
      }
    } catch (MalformedKeyException e) {
      throw new IOException(place + " holds a " + e.reason() + ".");
    } catch (AgeException e) {
      throw new IOException(place + ": " + e.getMessage() + ".");
    }
    throw new IOException(
        place + " is an RSA key; age keys are derived from ssh-ed25519 keys only.");
  }
}
