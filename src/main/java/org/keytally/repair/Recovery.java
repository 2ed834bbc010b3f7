package org.keytally.repair;

/**
 * What was found of a repair that was interrupted.
 *
 * @param begun when it was begun, ISO 8601, UTC
 * @param changes how many changes it had
 */
public record Recovery(Outcome outcome, String begun, int changes) {

  /** What became of it. */
  public enum Outcome {
    /** Its changes were complete and proven; only its journal was left. */
    FINISHED,
    /** Its changes were taken back. */
    UNDONE
  }
}
