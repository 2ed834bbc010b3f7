package org.keytally.git;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a repository at one moment, immutable: paths, modes and, through one batch,
 * contents.
 *
 * <p>Entries are sorted by path, compared by UTF-16 code unit, and unique. Submodules are entries
 * without content. A content that changes in the work tree after the snapshot was taken is read as
 * it is then.
 */
public final class Snapshot {

  /** A class, not a lambda: a hook does not wait for one to be made. */
  private static final class ByPath implements Comparator<TreeEntry>, Serializable {

    private static final long serialVersionUID = 1L;

    @Override
    public int compare(TreeEntry one, TreeEntry other) {
      return one.path().compareTo(other.path());
    }
  }

  private final SnapshotSource source;
  private final List<TreeEntry> entries;
  private final BlobSource blobs;

  /**
   * Makes a snapshot.
   *
   * @throws IllegalArgumentException if two entries have one path
   */
  public Snapshot(SnapshotSource source, Collection<TreeEntry> entries, BlobSource blobs) {
    this.source = source;
    List<TreeEntry> sorted = new ArrayList<>(entries);
    sorted.sort(new ByPath());
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i - 1).path().equals(sorted.get(i).path())) {
        throw new IllegalArgumentException("path stands twice: " + sorted.get(i).path());
      }
    }
    this.entries = List.copyOf(sorted);
    this.blobs = blobs;
  }

  private Snapshot(SnapshotSource source, BlobSource blobs, List<TreeEntry> sorted) {
    this.source = source;
    this.entries = Collections.unmodifiableList(sorted);
    this.blobs = blobs;
  }

  /**
   * A snapshot that differs in a few entries.
   *
   * @param differing what stands at these paths instead: another entry, or nothing
   * @param origin for messages
   * @throws RepositoryException if an added path is one that no honest git writes
   */
  Snapshot with(SnapshotSource other, Map<String, Optional<TreeEntry>> differing, String origin)
      throws RepositoryException {
    Map<String, Optional<TreeEntry>> added = new HashMap<>(differing);
    List<TreeEntry> others = new ArrayList<>(entries.size());
    for (TreeEntry entry : entries) {
      Optional<TreeEntry> instead = differing.isEmpty() ? null : added.remove(entry.path());
      if (instead == null) {
        others.add(entry);
      } else if (instead.isPresent()) {
        others.add(instead.get());
      }
    }
    boolean sorted = true;
    for (Optional<TreeEntry> entry : added.values()) {
      if (entry.isPresent()) {
        others.add(entry.get());
        sorted = false;
      }
    }
    if (sorted) {
      return new Snapshot(other, blobs, others);
    }
    EntryList checked = new EntryList(origin);
    for (TreeEntry entry : others) {
      checked.add(entry);
    }
    return checked.snapshot(other, blobs);
  }

  public SnapshotSource source() {
    return source;
  }

  /** All entries, sorted by path. */
  public List<TreeEntry> entries() {
    return entries;
  }

  /** The entry of exactly this path, if there is one. */
  public Optional<TreeEntry> entry(String path) {
    int index = firstAtOrAfter(path);
    return index < entries.size() && entries.get(index).path().equals(path)
        ? Optional.of(entries.get(index))
        : Optional.empty();
  }

  /**
   * All entries below a folder, sorted, at any depth.
   *
   * @param directory without a final slash; empty for the root
   */
  public List<TreeEntry> below(String directory) {
    if (directory.isEmpty()) {
      return entries;
    }
    // '0' is the character after '/', so the range holds exactly what begins with "directory/".
    return entries.subList(firstAtOrAfter(directory + '/'), firstAtOrAfter(directory + '0'));
  }

  /** Whether there is at least one entry below this folder. */
  public boolean isDirectory(String path) {
    return path.isEmpty() ? !entries.isEmpty() : !below(path).isEmpty();
  }

  /**
   * Reads contents in the given order, in one batch.
   *
   * @param limit bytes; larger contents are only announced
   * @throws RepositoryException if the repository as a whole cannot be read any more
   */
  public void read(Collection<TreeEntry> wanted, long limit, BlobVisitor visitor)
      throws RepositoryException {
    blobs.read(wanted, limit, visitor);
  }

  private int firstAtOrAfter(String path) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).path().compareTo(path) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
