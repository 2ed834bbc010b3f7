package org.keytally.git;

/**
 * One path of the index.
 *
 * @param stage 0; of an unmerged path the stage that stands for it: 2 ("ours"), else 3, else 1
 * @param objectId lower-case hex
 * @param skipWorktree git takes the file as unchanged although it may not be on disk
 *     (gitformat-index, "skip-worktree")
 * @param intentToAdd announced without content
 */
record IndexEntry(
    String path,
    FileMode mode,
    int stage,
    String objectId,
    boolean skipWorktree,
    boolean intentToAdd) {

  Tracking tracking() {
    if (stage > 0) {
      return Tracking.CONFLICTED;
    }
    return intentToAdd ? Tracking.INTENT_TO_ADD : Tracking.TRACKED;
  }

  IndexEntry asIntentToAdd() {
    return new IndexEntry(path, mode, stage, objectId, skipWorktree, true);
  }
}
