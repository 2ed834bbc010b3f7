package org.keytally.repair;

import java.util.List;

/**
 * Something that a rule would have mended, but that is not in the plan.
 *
 * @param rules names of the rules that found it, sorted
 * @param reason why, one or two sentences
 * @param command what to type or to decide
 */
public record Obstacle(String path, List<String> rules, Need need, String reason, String command) {

  public Obstacle {
    rules = List.copyOf(rules);
  }
}
