package org.keytally.config;

import java.util.Collection;
import java.util.Optional;

/** Guesses what somebody meant to type. */
public final class Nearest {

  /** Longer words are not guessed at: nobody mistypes them, and time stays bounded. */
  private static final int LONGEST_WORD = 64;

  private Nearest() {}

  /**
   * The candidate that takes the fewest typing mistakes to reach, if they are few for its length: a
   * mistake is a letter too many, too few or wrong, or two neighbours swapped. Of equally near
   * candidates the first.
   */
  public static Optional<String> to(String word, Collection<String> candidates) {
    if (word.length() > LONGEST_WORD) {
      return Optional.empty();
    }
    Optional<String> nearest = Optional.empty();
    int least = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int length = Math.max(word.length(), candidate.length());
      if (candidate.length() <= LONGEST_WORD) {
        int distance = distance(word, candidate);
        if (distance < least && distance <= Math.max(1, length / 3)) {
          least = distance;
          nearest = Optional.of(candidate);
        }
      }
    }
    return nearest;
  }

  /** Optimal string alignment distance. */
  private static int distance(String from, String to) {
    int[] beforeLast = new int[to.length() + 1];
    int[] last = new int[to.length() + 1];
    int[] current = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int best = last[j - 1] + (same ? 0 : 1);
        best = Math.min(best, Math.min(last[j], current[j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        if (swapped) {
          best = Math.min(best, beforeLast[j - 2] + 1);
        }
        current[j] = best;
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = current;
      current = spare;
    }
    return last[to.length()];
  }
}
