package org.keytally.repair;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.Tracking;
import org.keytally.git.TreeEntry;

/** A snapshot as it will be after some edits: what one repair mends decides what the next sees. */
final class Overlay {

  private final Snapshot base;
  private final Map<String, Optional<Node>> changes = new TreeMap<>();

  Overlay(Snapshot base) {
    this.base = base;
  }

  private record Node(FileMode mode, Content content) {}

  void rewrite(String path, byte[] content, boolean executable) {
    FileMode mode = executable ? FileMode.EXECUTABLE : FileMode.REGULAR;
    changes.put(path, Optional.of(new Node(mode, Content.of(content))));
  }

  void link(String path, String target) {
    changes.put(path, Optional.of(new Node(FileMode.LINK, Content.of(PathText.bytes(target)))));
  }

  void delete(String path) {
    changes.put(path, Optional.empty());
  }

  /** The snapshot with all edits so far. */
  Snapshot snapshot() {
    Map<String, Optional<Node>> now = Collections.unmodifiableMap(new TreeMap<>(changes));
    List<TreeEntry> entries = new ArrayList<>(base.entries().size());
    for (TreeEntry entry : base.entries()) {
      if (!now.containsKey(entry.path())) {
        entries.add(entry);
      }
    }
    for (Map.Entry<String, Optional<Node>> change : now.entrySet()) {
      if (change.getValue().isPresent()) {
        entries.add(
            new TreeEntry(
                change.getKey(),
                change.getValue().get().mode(),
                Tracking.TRACKED,
                Optional.empty()));
      }
    }
    return new Snapshot(
        base.source(), entries, (wanted, limit, visitor) -> read(now, wanted, limit, visitor));
  }

  private void read(
      Map<String, Optional<Node>> now,
      Collection<TreeEntry> wanted,
      long limit,
      BlobVisitor visitor)
      throws RepositoryException {
    List<TreeEntry> unchanged = new ArrayList<>();
    for (TreeEntry entry : wanted) {
      Optional<Node> node = now.getOrDefault(entry.path(), Optional.empty());
      if (node.isEmpty()) {
        unchanged.add(entry);
        continue;
      }
      base.read(unchanged, limit, visitor);
      unchanged.clear();
      visitor.visit(entry, node.get().content().bytes());
    }
    base.read(unchanged, limit, visitor);
  }
}
