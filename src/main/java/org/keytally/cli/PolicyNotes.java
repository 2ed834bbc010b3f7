package org.keytally.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.check.Note;
import org.keytally.check.TextDifference;
import org.keytally.config.Configuration;
import org.keytally.config.ConfigurationException;
import org.keytally.config.ConfigurationReader;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/** Says what a change does to the files that decide what is checked. */
final class PolicyNotes {

  /** In bytes; of larger files only that they changed is said. */
  private static final int LARGEST = 4 << 20;

  private final Snapshot base;
  private final Snapshot checked;

  PolicyNotes(Snapshot base, Snapshot checked) {
    this.base = base;
    this.checked = checked;
  }

  /**
   * A note for each file that changes.
   *
   * @param proposed whether the configuration of the base is in force and not the changed one
   * @param manifest path of the manifest; absent where there can be none
   */
  List<Note> notes(boolean proposed, Optional<String> manifest) throws RepositoryException {
    List<Note> notes = new ArrayList<>();
    if (differs(Configuration.FILE_NAME)) {
      byte[] before = content(base, Configuration.FILE_NAME);
      byte[] after = content(checked, Configuration.FILE_NAME);
      StringBuilder message = new StringBuilder("This change alters the policy of the check.");
      if (proposed) {
        message.append(" It holds from the merge on; this run went by the policy of the base.");
      }
      int accepted = accepted(after) - accepted(before);
      if (accepted > 0) {
        message
            .append(" It accepts ")
            .append(accepted)
            .append(accepted == 1 ? " more finding." : " more findings.");
      }
      notes.add(
          new Note(
              Optional.of(Configuration.FILE_NAME),
              message.toString(),
              TextDifference.between(before, after)));
    }
    if (manifest.isPresent() && differs(manifest.get())) {
      notes.add(
          new Note(
              manifest,
              "This change alters what Nix is said to declare; keytally manifest shows whether"
                  + " it does.",
              TextDifference.between(
                  content(base, manifest.get()), content(checked, manifest.get()))));
    }
    return notes;
  }

  private boolean differs(String path) throws RepositoryException {
    Optional<TreeEntry> before = base.entry(path);
    Optional<TreeEntry> after = checked.entry(path);
    if (before.isEmpty() || after.isEmpty()) {
      return before.isPresent() || after.isPresent();
    }
    if (before.get().mode() != after.get().mode()) {
      return true;
    }
    if (before.get().objectId().isPresent() && after.get().objectId().isPresent()) {
      return !before.get().objectId().equals(after.get().objectId());
    }
    return !TextDifference.between(content(base, path), content(checked, path)).isEmpty();
  }

  private static byte[] content(Snapshot snapshot, String path) throws RepositoryException {
    Optional<TreeEntry> entry = snapshot.entry(path);
    Content content = new Content();
    if (entry.isPresent() && entry.get().mode() != FileMode.SUBMODULE) {
      snapshot.read(List.of(entry.get()), LARGEST, content);
    }
    return content.bytes;
  }

  private static int accepted(byte[] content) {
    try {
      return ConfigurationReader.read(content).accepted().size();
    } catch (ConfigurationException e) {
      return 0;
    }
  }

  /** The content of one file; nothing where it cannot be had. */
  private static final class Content implements BlobVisitor {

    private byte[] bytes = {};

    @Override
    public void visit(TreeEntry entry, byte[] content) {
      bytes = content;
    }

    @Override
    public void tooLarge(TreeEntry entry, long size) {}

    @Override
    public void unreadable(TreeEntry entry, String reason) {}
  }
}
