package org.keytally.sops;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code creation_rules} (sops-file-format 9).
 *
 * @param pathRegex absent for a catch-all rule
 * @param groups key groups after merging and, within a group, without duplicates
 * @param line in {@code .sops.yaml}, from 1
 */
public record CreationRule(
    Optional<Pattern> pathRegex, List<List<RuleKey>> groups, int shamirThreshold, int line) {

  /** Matched by no expression that has any particular file in mind. */
  private static final String ODD_NAME = "\uE000";

  public CreationRule {
    List<List<RuleKey>> copies = new ArrayList<>(groups.size());
    for (List<RuleKey> group : groups) {
      copies.add(List.copyOf(group));
    }
    groups = List.copyOf(copies);
  }

  /** Whether the rule governs a path, relative to the folder of its {@code .sops.yaml}. */
  public boolean matches(String path) {
    return pathRegex.isEmpty() || pathRegex.get().matcher(path).find();
  }

  /**
   * Whether the rule takes every file, as {@code .*}, {@code .+} and no expression do, and so does
   * not say which files are secrets.
   */
  public boolean isCatchAll() {
    return pathRegex.isEmpty()
        || (pathRegex.get().matcher(ODD_NAME).find()
            && pathRegex.get().matcher(ODD_NAME + '/' + ODD_NAME).find());
  }
}
