package org.keytally.git;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The index, one entry for each path, collected in the order of the index: path, then stage. */
final class IndexEntries {

  private static final String ORIGIN = "the index";

  private final List<IndexEntry> entries = new ArrayList<>();

  /** Takes the next entry; the stages of an unmerged path become one entry. */
  void add(IndexEntry entry) throws RepositoryException {
    int last = entries.size() - 1;
    boolean again =
        entry.stage() > 0
            && last >= 0
            && entries.get(last).stage() > 0
            && entries.get(last).path().equals(entry.path());
    if (!again) {
      EntryList.requireRoom(ORIGIN, entries.size());
      EntryList.requireSafe(ORIGIN, entry.path());
      entries.add(entry);
    } else if (entries.get(last).stage() == 1) {
      // The common ancestor stands for the path only if both sides deleted it.
      entries.set(last, entry);
    }
  }

  List<IndexEntry> entries() {
    return Collections.unmodifiableList(entries);
  }

  /** Marks paths as announced without content. */
  void markIntentToAdd(Set<String> paths) {
    for (int i = 0; i < entries.size(); i++) {
      if (paths.contains(entries.get(i).path())) {
        entries.set(i, entries.get(i).asIntentToAdd());
      }
    }
  }

  /** Whether some entry has the id of the empty content, in SHA-1 or SHA-256. */
  boolean hasEmptyContent() {
    for (IndexEntry entry : entries) {
      if (isEmptyContent(entry)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEmptyContent(IndexEntry entry) {
    return entry.objectId().equals("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
        || entry
            .objectId()
            .equals("473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813");
  }

  /** The index as a snapshot; announced paths have no object. */
  Snapshot snapshot(BlobSource objects) throws RepositoryException {
    EntryList list = new EntryList(ORIGIN);
    for (IndexEntry entry : entries) {
      list.add(
          new TreeEntry(
              entry.path(),
              entry.mode(),
              entry.tracking(),
              entry.intentToAdd() ? Optional.empty() : Optional.of(entry.objectId())));
    }
    return list.snapshot(new SnapshotSource(SnapshotSource.Kind.INDEX, Optional.empty()), objects);
  }
}
