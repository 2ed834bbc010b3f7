package org.keytally.history;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.sops.RecipientPool;

/**
 * What contents tell, kept in the git directory between runs, by object id. It holds public keys,
 * digests and line numbers, nothing secret. It may be deleted at any time.
 *
 * <p>A file with a wrong checksum or shape is passed over as a whole, and {@link HistoryReader}
 * compares a sample of what it used with the contents themselves. What is current is never taken
 * from here.
 */
public final class HistoryCache {

  /** Name and version of the format, which changes with what is read of contents. */
  private static final String MAGIC = "keytally-history 1";

  /** Larger files are passed over. */
  private static final long LARGEST = 512L << 20;

  private static final int CHECKSUM = 32;

  /** What {@link DataOutputStream#writeUTF} surely takes. */
  private static final int LONGEST_TEXT = 10_000;

  private final Optional<Path> file;
  private Map<String, BlobFacts> facts = Map.of();

  private HistoryCache(Optional<Path> file) {
    this.file = file;
  }

  /** The cache of a repository: {@code keytally/history} in its git directory. */
  public static HistoryCache in(Path gitDirectory) {
    return new HistoryCache(Optional.of(gitDirectory.resolve("keytally").resolve("history")));
  }

  /** No cache. */
  public static HistoryCache none() {
    return new HistoryCache(Optional.empty());
  }

  /** What is known of a content; absent where it has to be read. */
  Optional<BlobFacts> get(String key) {
    return Optional.ofNullable(facts.get(key));
  }

  void forget() {
    facts = Map.of();
  }

  /** Reads the file, if there is a sound one. */
  void load(RecipientPool pool) {
    facts = Map.of();
    if (file.isEmpty()) {
      return;
    }
    try {
      if (!Files.isRegularFile(file.get(), LinkOption.NOFOLLOW_LINKS)
          || Files.size(file.get()) > LARGEST
          || !isWhole(file.get())) {
        return;
      }
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file.get()), 1 << 16))) {
        facts = read(in, pool);
      }
    } catch (IOException | RuntimeException e) {
      // It was not written by this program, or is damaged: everything is read anew.
      facts = Map.of();
    }
  }

  private static boolean isWhole(Path file) throws IOException {
    long rest = Files.size(file) - CHECKSUM;
    if (rest <= 0) {
      return false;
    }
    MessageDigest digest = sha256();
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = new DigestInputStream(raw, digest)) {
      byte[] buffer = new byte[1 << 16];
      while (rest > 0) {
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
        if (count < 0) {
          return false;
        }
        rest -= count;
      }
      byte[] computed = digest.digest();
      return Arrays.equals(computed, raw.readNBytes(CHECKSUM));
    }
  }

  private static Map<String, BlobFacts> read(DataInputStream in, RecipientPool pool)
      throws IOException {
    if (!in.readUTF().equals(MAGIC)) {
      return Map.of();
    }
    int known = count(in, HistoryReader.MOST_BLOBS);
    Map<String, BlobFacts> facts = new HashMap<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < known; i++) {
      String key = in.readUTF();
      facts.put(key, in.readBoolean() ? readFacts(in, texts, pool) : BlobFacts.PLAIN);
    }
    return facts;
  }

  private static BlobFacts readFacts(DataInputStream in, List<String> texts, RecipientPool pool)
      throws IOException {
    Optional<Sealed> sealed = Optional.empty();
    if (in.readBoolean()) {
      int count = count(in, BlobReader.MOST_KEYS);
      List<Sealed.Entry> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        entries.add(new Sealed.Entry(text(in, texts, pool), in.readLong()));
      }
      String ciphertext = in.readUTF();
      sealed =
          Optional.of(
              new Sealed(
                  entries, ciphertext.isEmpty() ? Optional.empty() : Optional.of(ciphertext)));
    }
    int count = count(in, BlobReader.MOST_KEYS);
    List<BlobFacts.NamedKey> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      keys.add(new BlobFacts.NamedKey(text(in, texts, pool), text(in, texts, pool)));
    }
    count = count(in, BlobReader.MOST_KEYS);
    List<BlobFacts.PrivateKey> privateKeys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      privateKeys.add(
          new BlobFacts.PrivateKey(in.readInt(), text(in, texts, pool), text(in, texts, pool)));
    }
    return new BlobFacts(true, sealed, keys, privateKeys);
  }

  private static int count(DataInputStream in, int most) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > most) {
      throw new IOException("a count out of bounds");
    }
    return count;
  }

  /** A text that stands there once; after that its number. */
  private static String text(DataInputStream in, List<String> texts, RecipientPool pool)
      throws IOException {
    int number = in.readInt();
    if (number == texts.size()) {
      texts.add(pool.share(in.readUTF()));
    }
    return texts.get(number);
  }

  /**
   * Replaces the file. Where that is not possible, as in a repository of somebody else, the next
   * run has more to read, and that is all.
   */
  void save(Map<String, BlobFacts> known) {
    if (file.isEmpty()) {
      return;
    }
    Path target = file.get();

    try {
      Path folder = createFolder(target);
      Path draft = Files.createTempFile(folder, "history", ".tmp");
      try {
        MessageDigest digest = sha256();
        try (OutputStream raw =
                new BufferedOutputStream(
                    Files.newOutputStream(draft, StandardOpenOption.TRUNCATE_EXISTING), 1 << 16);
            DataOutputStream out = new DataOutputStream(new DigestOutputStream(raw, digest))) {
          write(known, out);
          out.flush();
          raw.write(digest.digest());
        }
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException | RuntimeException e) {
      forget();
    }
  }

  private static Path createFolder(Path target) throws IOException {
    Path folder = target.getParent();
    if (folder == null) {
      throw new IOException("no folder");
    }
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
    return folder;
  }

  private static void write(Map<String, BlobFacts> known, DataOutputStream out) throws IOException {
    List<Map.Entry<String, BlobFacts>> kept = new ArrayList<>(known.size());
    for (Map.Entry<String, BlobFacts> entry : known.entrySet()) {
      // What is not here today may be here tomorrow.
      if (entry.getValue().present() && isShort(entry.getValue())) {
        kept.add(entry);
      }
    }
    out.writeUTF(MAGIC);
    out.writeInt(kept.size());
    Map<String, Integer> texts = new HashMap<>();
    for (Map.Entry<String, BlobFacts> entry : kept) {
      out.writeUTF(entry.getKey());
      out.writeBoolean(entry.getValue().isOfInterest());
      if (entry.getValue().isOfInterest()) {
        write(entry.getValue(), texts, out);
      }
    }
  }

  private static boolean isShort(BlobFacts facts) {
    if (facts.sealed().isPresent()) {
      for (Sealed.Entry entry : facts.sealed().get().entries()) {
        if (entry.recipient().length() > LONGEST_TEXT) {
          return false;
        }
      }
    }
    for (BlobFacts.NamedKey key : facts.keys()) {
      if (key.name().length() > LONGEST_TEXT || key.key().length() > LONGEST_TEXT) {
        return false;
      }
    }
    return true;
  }

  private static void write(BlobFacts facts, Map<String, Integer> texts, DataOutputStream out)
      throws IOException {
    out.writeBoolean(facts.sealed().isPresent());
    if (facts.sealed().isPresent()) {
      Sealed sealed = facts.sealed().get();
      out.writeInt(sealed.entries().size());
      for (Sealed.Entry entry : sealed.entries()) {
        text(entry.recipient(), texts, out);
        out.writeLong(entry.wrapped());
      }
      out.writeUTF(sealed.ciphertext().orElse(""));
    }
    out.writeInt(facts.keys().size());
    for (BlobFacts.NamedKey key : facts.keys()) {
      text(key.name(), texts, out);
      text(key.key(), texts, out);
    }
    out.writeInt(facts.privateKeys().size());
    for (BlobFacts.PrivateKey key : facts.privateKeys()) {
      out.writeInt(key.line());
      text(key.what(), texts, out);
      text(key.key(), texts, out);
    }
  }

  private static void text(String text, Map<String, Integer> texts, DataOutputStream out)
      throws IOException {
    Integer number = texts.get(text);
    out.writeInt(number == null ? texts.size() : number);
    if (number == null) {
      texts.put(text, texts.size());
      out.writeUTF(text);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
