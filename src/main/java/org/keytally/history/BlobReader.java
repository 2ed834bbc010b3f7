package org.keytally.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.clan.Disclosure;
import org.keytally.clan.Fleet;
import org.keytally.clan.KeyFileReader;
import org.keytally.clan.PublishedKey;
import org.keytally.sops.Anchor;
import org.keytally.sops.KeyType;
import org.keytally.sops.RecipientPool;
import org.keytally.sops.SopsConfigReader;
import org.keytally.sops.SopsFile;
import org.keytally.sops.SopsFileReader;
import org.keytally.sops.WrappedKeyVisitor;

/** Finds out what contents tell. Linear in their size; equal texts are kept once. */
final class BlobReader {

  /** Larger contents are not looked at: nobody's secret has as much. */
  static final int LIMIT = 4 << 20;

  /** More recipients, keys or private keys of one file than this are not kept. */
  static final int MOST_KEYS = 5_000;

  private final RecipientPool pool;
  private final MessageDigest sha256;

  BlobReader(RecipientPool pool) {
    this.pool = pool;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Reads one content.
   *
   * @param path one at which it stood
   */
  BlobFacts read(Role role, String path, byte[] content) {
    if (content.length == 0) {
      return BlobFacts.NOTHING;
    }
    List<BlobFacts.NamedKey> keys = List.of();
    Optional<Sealed> sealed = Optional.empty();
    switch (role) {
      case USER_KEY, MACHINE_KEY -> keys = published(path, content);
      case SOPS_CONFIG -> keys = anchors(path, content);
      case SECRET, OTHER -> sealed = sealed(path, content);
      case VALUE -> {}
    }
    List<BlobFacts.PrivateKey> privateKeys =
        sealed.isPresent() ? List.of() : privateKeys(path, content);
    return sealed.isEmpty() && keys.isEmpty() && privateKeys.isEmpty()
        ? BlobFacts.PLAIN
        : new BlobFacts(true, sealed, keys, privateKeys);
  }

  private List<BlobFacts.NamedKey> published(String path, byte[] content) {
    List<BlobFacts.NamedKey> keys = new ArrayList<>();
    for (PublishedKey key : KeyFileReader.read(path, content).keys()) {
      if (keys.size() < MOST_KEYS) {
        keys.add(new BlobFacts.NamedKey("", pool.share(key.text())));
      }
    }
    return keys;
  }

  private List<BlobFacts.NamedKey> anchors(String path, byte[] content) {
    List<BlobFacts.NamedKey> keys = new ArrayList<>();
    for (Anchor anchor : SopsConfigReader.read(path, content).anchors()) {
      if (keys.size() < MOST_KEYS) {
        keys.add(new BlobFacts.NamedKey(pool.share(anchor.name()), pool.share(anchor.value())));
      }
    }
    return keys;
  }

  private Optional<Sealed> sealed(String path, byte[] content) {
    Entries entries = new Entries();
    Optional<SopsFile> file = SopsFileReader.read(path, content, pool, entries);
    if (file.isEmpty() || (entries.all.isEmpty() && file.get().ciphertext().isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(new Sealed(entries.all, file.get().ciphertext()));
  }

  private static List<BlobFacts.PrivateKey> privateKeys(String path, byte[] content) {
    List<BlobFacts.PrivateKey> keys = new ArrayList<>(0);
    for (Fleet.PrivateKeyText key : Disclosure.privateKeys(path, content)) {
      if (keys.size() < MOST_KEYS) {
        keys.add(new BlobFacts.PrivateKey(key.line(), key.what(), key.key()));
      }
    }
    return keys;
  }

  private final class Entries implements WrappedKeyVisitor {

    private final List<Sealed.Entry> all = new ArrayList<>();

    @Override
    public void wrapped(KeyType type, String identifier, String wrapped) {
      if (all.size() < MOST_KEYS) {
        long digest = 0;
        if (!wrapped.isEmpty()) {
          byte[] hash = sha256.digest(wrapped.getBytes(StandardCharsets.UTF_8));
          for (int i = 0; i < Long.BYTES; i++) {
            digest = digest << 8 | (hash[i] & 0xff);
          }
        }
        all.add(new Sealed.Entry(identifier, digest));
      }
    }
  }
}
