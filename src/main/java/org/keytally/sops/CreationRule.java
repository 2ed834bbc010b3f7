package org.keytally.sops;

import com.google.re2j.Pattern;
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

  public CreationRule {
    groups = groups.stream().map(List::copyOf).toList();
  }

  /** Whether the rule governs a path, relative to the folder of its {@code .sops.yaml}. */
  public boolean matches(String path) {
    return pathRegex.isEmpty() || pathRegex.get().matcher(path).find();
  }

  /** Whether the rule names files at all: {@code .*} and no expression govern nothing in clear. */
  public boolean isCatchAll() {
    return pathRegex.isEmpty() || pathRegex.get().matcher("").find();
  }
}
