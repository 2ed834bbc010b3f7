package org.keytally.repair;

/** Told how far the work on a long plan is. Several threads may tell at a time. */
@FunctionalInterface
public interface Progress {

  /** What is under way. */
  enum Phase {
    /** Files are encrypted to their new readers, in memory. */
    PLANNING,
    /** New contents are written beside the old ones. */
    WRITING,
    /** They take their places. */
    REPLACING,
    /** What stands on disk is read back and proven. */
    PROVING
  }

  /** Tells nobody. */
  Progress SILENT = (phase, all) -> {};

  /**
   * One more of so many is done.
   *
   * @param all in this phase
   */
  void advance(Phase phase, int all);
}
