package org.keytally.git;

/** How git regards a path of a snapshot. Entries of a commit are always {@link #TRACKED}. */
public enum Tracking {
  TRACKED,
  /** In the work tree, neither in the index nor ignored. */
  UNTRACKED,
  /** Announced by {@code git add --intent-to-add}: a path without content in the index. */
  INTENT_TO_ADD,
  /** Unmerged: the index holds several stages and the snapshot the work tree's text, or "ours". */
  CONFLICTED
}
