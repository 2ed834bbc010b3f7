package org.keytally.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.keytally.git.BlobSource;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/**
 * The files that two states have in common byte for byte. What a change does to access cannot lie
 * in them, so that they need not be read twice.
 *
 * @param paths of files with the same content and mode, as git's object ids tell; without files
 *     that may say whose a key is
 */
record Unchanged(Set<String> paths) {

  static Unchanged between(Snapshot before, Snapshot after) {
    Set<String> paths = new HashSet<>();
    for (TreeEntry entry : before.entries()) {
      if (entry.objectId().isEmpty() || saysWhoseKeys(entry)) {
        continue;
      }
      TreeEntry now = after.entry(entry.path()).orElse(null);
      if (now != null && now.mode() == entry.mode() && now.objectId().equals(entry.objectId())) {
        paths.add(entry.path());
      }
    }
    return new Unchanged(paths);
  }

  private static boolean saysWhoseKeys(TreeEntry entry) {
    String name = entry.name();
    return entry.mode() == FileMode.LINK || name.endsWith(".json") || name.equals(".sops.yaml");
  }

  /** The state with these files there, but without their contents. */
  Snapshot without(Snapshot snapshot) {
    return new Snapshot(snapshot.source(), snapshot.entries(), new Rest(snapshot, paths));
  }

  /** Reads what changed. */
  private record Rest(Snapshot snapshot, Set<String> left) implements BlobSource {

    @Override
    public void read(Collection<TreeEntry> wanted, long limit, BlobVisitor visitor)
        throws RepositoryException {
      List<TreeEntry> rest = new ArrayList<>();
      for (TreeEntry entry : wanted) {
        if (!left.contains(entry.path())) {
          rest.add(entry);
        }
      }
      snapshot.read(rest, limit, visitor);
    }
  }
}
