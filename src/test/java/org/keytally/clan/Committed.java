package org.keytally.clan;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keytally.git.BlobSource;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/** States of a repository whose entries have object ids, and what is asked for of them. */
final class Committed implements BlobSource {

  private final Snapshot tree;
  private final Set<String> broken;
  private final List<String> asked;

  private Committed(Snapshot tree, Set<String> broken, List<String> asked) {
    this.tree = tree;
    this.broken = broken;
    this.asked = asked;
  }

  /** With object ids as git gives them: by content alone. */
  static Snapshot of(Snapshot tree, List<String> asked) throws Exception {
    return of(tree, asked, Set.of());
  }

  /**
   * The same, where some contents cannot be read.
   *
   * @param asked gets object id and path of all that is asked for
   * @param broken names of files
   */
  static Snapshot of(Snapshot tree, List<String> asked, Set<String> broken) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-1");
    List<TreeEntry> entries = new ArrayList<>();
    tree.read(
        tree.entries(),
        Long.MAX_VALUE,
        (entry, content) ->
            entries.add(
                entry.mode() == FileMode.SUBMODULE
                    ? entry
                    : new TreeEntry(
                        entry.path(),
                        entry.mode(),
                        entry.tracking(),
                        Optional.of(HexFormat.of().formatHex(digest.digest(content))))));
    return new Snapshot(tree.source(), entries, new Committed(tree, broken, asked));
  }

  @Override
  public void read(Collection<TreeEntry> wanted, long limit, BlobVisitor visitor)
      throws RepositoryException {
    for (TreeEntry entry : wanted) {
      String link = entry.mode() == FileMode.LINK ? " as a link" : "";
      asked.add(entry.objectId().orElse("") + ' ' + entry.path() + link);
      if (broken.contains(entry.name())) {
        visitor.unreadable(entry, "its object is missing from the repository");
      } else {
        tree.read(
            List.of(tree.entry(entry.path()).orElseThrow()),
            limit,
            new BlobVisitor() {
              @Override
              public void visit(TreeEntry read, byte[] content) {
                visitor.visit(entry, content);
              }

              @Override
              public void tooLarge(TreeEntry read, long size) {
                visitor.tooLarge(entry, size);
              }
            });
      }
    }
  }
}
