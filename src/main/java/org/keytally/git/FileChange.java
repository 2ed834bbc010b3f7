package org.keytally.git;

import java.util.List;
import java.util.Optional;

/**
 * A regular file that a commit left different from all its parents. What a merge takes from one of
 * its parents is no change: it was one where that parent got it.
 *
 * @param path as in {@link TreeEntry}
 * @param before the blobs at this path in the parents, in their order; an element is absent where
 *     that parent has no regular file there, and there is none at all in a commit without parents
 * @param after the blob in the commit; absent where it has no regular file there
 */
public record FileChange(
    Commit commit, String path, List<Optional<String>> before, Optional<String> after) {

  public FileChange {
    before = List.copyOf(before);
  }
}
