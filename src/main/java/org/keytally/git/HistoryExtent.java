package org.keytally.git;

/**
 * How much of a history there was to see.
 *
 * @param commits that were walked
 * @param boundaries commits whose parents are not here because the clone is shallow
 * @param missing contents that are not here although the history names them: the clone is partial,
 *     or damaged
 * @param partial whether the clone was made without some of its objects on purpose
 */
public record HistoryExtent(int commits, int boundaries, int missing, boolean partial) {

  /** Whether every commit and every content that was asked for was here. */
  public boolean isComplete() {
    return boundaries == 0 && missing == 0;
  }
}
