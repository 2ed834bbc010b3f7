package org.keytally.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.keytally.git.BlobSource;
import org.keytally.git.FileMode;
import org.keytally.git.NewRepository;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.SnapshotSource;
import org.keytally.git.Tracking;
import org.keytally.git.TreeEntry;

/**
 * The files of a built fleet, immutable, and the three ways to use them: on disk, committed, or as
 * a snapshot in memory.
 */
public final class FleetTree {

  /** One file or link. A link's content is its target. */
  record Node(FileMode mode, Supplier<byte[]> content) {

    static Node file(String text) {
      return file(text.getBytes(StandardCharsets.UTF_8));
    }

    static Node file(byte[] bytes) {
      return new Node(FileMode.REGULAR, () -> bytes);
    }

    static Node link(String target) {
      byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
      return new Node(FileMode.LINK, () -> bytes);
    }
  }

  private final SortedMap<String, Node> nodes;

  FleetTree(SortedMap<String, Node> nodes) {
    this.nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
  }

  /** All paths in order. */
  public List<String> paths() {
    return List.copyOf(nodes.keySet());
  }

  /** What stands at a path: the content of a file, the target of a link. */
  public Optional<byte[]> content(String path) {
    return Optional.ofNullable(nodes.get(path)).map(node -> node.content().get().clone());
  }

  /** The same as {@link #content}, as text. */
  public Optional<String> text(String path) {
    return content(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /**
   * The tree as a commit would show it, without disk or git. Its entries have no object ids, and
   * its revision is {@code 0…0}.
   */
  public Snapshot snapshot() {
    List<TreeEntry> entries = new ArrayList<>(nodes.size());
    nodes.forEach(
        (path, node) ->
            entries.add(new TreeEntry(path, node.mode(), Tracking.TRACKED, Optional.empty())));
    BlobSource blobs =
        (wanted, limit, visitor) -> {
          for (TreeEntry entry : wanted) {
            Node node = nodes.get(entry.path());
            if (node == null) {
              visitor.unreadable(entry, "no such path in this fleet");
              continue;
            }
            byte[] content = node.content().get();
            if (content.length > limit) {
              visitor.tooLarge(entry, content.length);
            } else {
              visitor.visit(entry, content.clone());
            }
          }
        };
    SnapshotSource source =
        new SnapshotSource(SnapshotSource.Kind.COMMIT, Optional.of("0".repeat(40)));
    return new Snapshot(source, entries, blobs);
  }

  /**
   * Writes the files and links.
   *
   * @param directory is made if it does not exist
   * @throws java.nio.file.FileAlreadyExistsException if a link's place is taken
   */
  public void writeTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (var row : nodes.entrySet()) {
      Path file = directory.resolve(row.getKey());
      Files.createDirectories(file.getParent());
      byte[] content = row.getValue().content().get();
      switch (row.getValue().mode()) {
        case LINK -> Files.createSymbolicLink(file, Path.of(text(content)));
        case REGULAR -> Files.write(file, content);
        case EXECUTABLE -> {
          Files.write(file, content);
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        case SUBMODULE -> throw new IllegalStateException("a fleet has no submodules");
      }
    }
  }

  /**
   * Commits these files as the whole content of a repository: a new one, or one with commits of
   * earlier calls.
   *
   * @return the id of the commit
   */
  public String commitTo(Path directory, String message) throws IOException, RepositoryException {
    Files.createDirectories(directory);
    NewRepository repository = NewRepository.in(directory);
    repository.removeTracked();
    writeTo(directory);
    return repository.commitAll(message);
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }
}
