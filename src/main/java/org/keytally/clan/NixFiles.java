package org.keytally.clan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.Tracking;
import org.keytally.git.TreeEntry;

/**
 * The files of a repository that decide what Nix declares: Nix code, locks, the inventory and the
 * folders of machines. Their digest tells whether a manifest is older than the tree. Generated
 * values are not among them: they change with every deployment, and declarations seldom rest on
 * them.
 */
final class NixFiles implements BlobVisitor {

  private static final String LOCK = "flake.lock";

  private final Layout layout;
  private final SortedMap<String, byte[]> digests = new TreeMap<>();

  /** For a repository with this clan directory. */
  NixFiles(Layout layout) {
    this.layout = layout;
  }

  /** Reads what is needed of a snapshot. */
  static NixFiles of(Snapshot snapshot, Layout layout) throws RepositoryException {
    NixFiles files = new NixFiles(layout);
    List<TreeEntry> wanted = new ArrayList<>();
    for (TreeEntry entry : snapshot.entries()) {
      if (files.wants(entry)) {
        wanted.add(entry);
      }
    }
    snapshot.read(wanted, Contents.LIMIT, files);
    return files;
  }

  /** Whether Nix looks at a file and would declare other things if it changed. */
  boolean wants(TreeEntry entry) {
    // Nix evaluates a git repository, and does not see what git does not know.
    if (entry.tracking() == Tracking.UNTRACKED || entry.mode() == FileMode.SUBMODULE) {
      return false;
    }
    String path = entry.path();
    if (path.endsWith(".nix") || path.equals(LOCK) || path.endsWith('/' + LOCK)) {
      return true;
    }
    Optional<String> inside = layout.inside(path);
    if (inside.isEmpty()) {
      return false;
    }
    if (inside.get().startsWith("machines/")) {
      return !path.contains("/vars/") && !path.contains("/facts/");
    }
    return inside.get().equals("inventory.json");
  }

  @Override
  public void visit(TreeEntry entry, byte[] content) {
    add(entry, digest(content));
  }

  /** The digest of one content. */
  static byte[] digest(byte[] content) {
    return sha256().digest(content);
  }

  /** Takes a file whose digest is known. */
  void add(TreeEntry entry, byte[] digest) {
    digests.put(entry.path(), digest);
  }

  @Override
  public void tooLarge(TreeEntry entry, long size) {
    digests.put(entry.path(), Long.toString(size).getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 over the paths and contents of all of them, hex. */
  String digest() {
    MessageDigest all = sha256();
    for (Map.Entry<String, byte[]> file : digests.entrySet()) {
      all.update(file.getKey().getBytes(StandardCharsets.UTF_8));
      all.update((byte) 0);
      all.update(file.getValue());
    }
    return HexFormat.of().formatHex(all.digest());
  }

  /** The lock file of the flake that the clan directory belongs to. */
  Optional<String> lockPath() {
    String folder = layout.prefix();
    while (true) {
      if (digests.containsKey(folder + LOCK)) {
        return Optional.of(folder + LOCK);
      }
      if (folder.isEmpty()) {
        return Optional.empty();
      }
      folder = folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
    }
  }

  /** SHA-256 of that lock file, hex. */
  Optional<String> lockDigest() {
    Optional<String> path = lockPath();
    byte[] digest = path.isPresent() ? digests.get(path.get()) : null;
    return digest == null ? Optional.empty() : Optional.of(HexFormat.of().formatHex(digest));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
