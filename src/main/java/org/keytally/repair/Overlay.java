package org.keytally.repair;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
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

  /** The same edits, to which others can be added without changing these. */
  Overlay copy() {
    Overlay copy = new Overlay(base);
    copy.changes.putAll(changes);
    return copy;
  }

  /** What an edit put at a path; absent where there is none, or where it put nothing. */
  Optional<byte[]> changed(String path) {
    return changes.getOrDefault(path, Optional.empty()).map(node -> node.content().bytes());
  }

  private record Node(FileMode mode, Content content) {}

  void rewrite(String path, Content content, boolean executable) {
    FileMode mode = executable ? FileMode.EXECUTABLE : FileMode.REGULAR;
    changes.put(path, Optional.of(new Node(mode, content)));
  }

  void link(String path, String target) {
    changes.put(path, Optional.of(new Node(FileMode.LINK, Content.of(PathText.bytes(target)))));
  }

  void delete(String path) {
    changes.put(path, Optional.empty());
  }

  /** What kind of thing stands at a path after all edits so far; a file where there is nothing. */
  FileMode mode(String path) {
    Optional<Node> change = changes.get(path);
    if (change != null) {
      return change.isPresent() ? change.get().mode() : FileMode.REGULAR;
    }
    Optional<TreeEntry> entry = base.entry(path);
    return entry.isPresent() ? entry.get().mode() : FileMode.REGULAR;
  }

  /** The snapshot with all edits so far. Takes time for the whole tree, so once for a round. */
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
      if (!now.containsKey(entry.path())) {
        unchanged.add(entry);
      }
    }
    Merge merge = new Merge(now, wanted.iterator(), limit, visitor);
    base.read(unchanged, limit, merge);
    merge.changedBefore(Optional.empty());
  }

  /** Puts what was changed between what the base reads, so that it reads in one batch. */
  private static final class Merge implements BlobVisitor {
    private final Map<String, Optional<Node>> now;
    private final Iterator<TreeEntry> wanted;
    private final long limit;
    private final BlobVisitor visitor;

    Merge(
        Map<String, Optional<Node>> now,
        Iterator<TreeEntry> wanted,
        long limit,
        BlobVisitor visitor) {
      this.now = now;
      this.wanted = wanted;
      this.limit = limit;
      this.visitor = visitor;
    }

    /** Visits what was changed and is wanted before this entry, or before the end. */
    void changedBefore(Optional<TreeEntry> unchanged) {
      while (wanted.hasNext()) {
        TreeEntry entry = wanted.next();
        Optional<Node> node = now.getOrDefault(entry.path(), Optional.empty());
        if (node.isEmpty()) {
          if (unchanged.isPresent() && unchanged.get().path().equals(entry.path())) {
            return;
          }
          continue;
        }
        byte[] content = node.get().content().bytes();
        if (content.length > limit) {
          visitor.tooLarge(entry, content.length);
        } else {
          visitor.visit(entry, content);
        }
      }
    }

    @Override
    public void visit(TreeEntry entry, byte[] content) {
      changedBefore(Optional.of(entry));
      visitor.visit(entry, content);
    }

    @Override
    public void tooLarge(TreeEntry entry, long size) {
      changedBefore(Optional.of(entry));
      visitor.tooLarge(entry, size);
    }

    @Override
    public void unreadable(TreeEntry entry, String reason) {
      changedBefore(Optional.of(entry));
      visitor.unreadable(entry, reason);
    }
  }
}
