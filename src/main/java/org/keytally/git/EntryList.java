package org.keytally.git;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects the entries of a snapshot and refuses what no honest git writes. */
final class EntryList {

  /** Far beyond the largest real repositories; a tree that names itself over and over ends here. */
  static final int MOST_ENTRIES = 1_000_000;

  /** Bytes that no file system takes as one path, so no checkout can hold such an entry. */
  static final int LONGEST_PATH = 4096;

  private final String origin;
  private final List<TreeEntry> entries = new ArrayList<>();

  /**
   * Begins a list.
   *
   * @param origin for messages, such as "the index"
   */
  EntryList(String origin) {
    this.origin = origin;
  }

  void add(TreeEntry entry) throws RepositoryException {
    requireRoom(origin, entries.size());
    requireSafe(origin, entry.path());
    entries.add(entry);
  }

  Snapshot snapshot(SnapshotSource source, BlobSource blobs) throws RepositoryException {
    Snapshot snapshot;
    try {
      snapshot = new Snapshot(source, entries, blobs);
    } catch (IllegalArgumentException e) {
      throw new RepositoryException(
          origin + " names a path twice; run git fsck to find the damage", e);
    }
    requireFolders(snapshot.entries());
    return snapshot;
  }

  /** Refuses a file that has files below it. */
  private void requireFolders(List<TreeEntry> sorted) throws RepositoryException {
    // The paths that the current one begins with: what stands between them and it in sorted order
    // begins with them too.
    List<String> beginnings = new ArrayList<>();
    for (TreeEntry entry : sorted) {
      String path = entry.path();
      while (!beginnings.isEmpty() && !path.startsWith(beginnings.get(beginnings.size() - 1))) {
        beginnings.remove(beginnings.size() - 1);
      }
      for (int i = beginnings.size() - 1; i >= 0; i--) {
        String file = beginnings.get(i);
        if (path.charAt(file.length()) == '/') {
          throw new RepositoryException(
              origin
                  + " names '"
                  + PathBytes.shown(file)
                  + "' as a file and as a folder; run git fsck to find the damage");
        }
      }
      beginnings.add(path);
    }
  }

  /** Refuses one more than {@link #MOST_ENTRIES}. */
  static void requireRoom(String origin, int size) throws RepositoryException {
    if (size >= MOST_ENTRIES) {
      throw new RepositoryException(
          origin + " has more than " + MOST_ENTRIES + " files, more than keytally reads");
    }
  }

  /** Refuses paths that git itself refuses to check out (verify_path in its read-cache.c). */
  static void requireSafe(String origin, String path) throws RepositoryException {
    boolean safe = !path.isEmpty() && path.length() <= LONGEST_PATH;
    int start = 0;
    while (safe && start <= path.length()) {
      int end = path.indexOf('/', start);
      if (end < 0) {
        end = path.length();
      }
      safe = isSafeName(path, start, end);
      start = end + 1;
    }
    if (!safe) {
      String shown = PathBytes.shown(path.substring(0, Math.min(path.length(), 200)));
      throw new RepositoryException(
          origin
              + " holds the path '"
              + shown
              + "', which git refuses to check out; run git fsck to find the damage");
    }
  }

  private static boolean isSafeName(String path, int start, int end) {
    int length = end - start;
    if (length == 0 || path.charAt(start) != '.') {
      return length > 0;
    }
    if (length == 1 || (length == 2 && path.charAt(start + 1) == '.')) {
      return false;
    }
    return length != 4 || !path.substring(start, end).toLowerCase(Locale.ROOT).equals(".git");
  }
}
