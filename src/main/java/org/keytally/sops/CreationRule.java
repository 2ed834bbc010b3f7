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

  /** A name that no expression has in mind which looks for particular files. */
  private static final String ODD_NAME = "\uE000";

  /** Endings of files that most repositories have many of, secret or not. */
  private static final String[] COMMON_ENDINGS = {
    "", ".yaml", ".yml", ".json", ".ini", ".txt", ".toml", ".nix"
  };

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
   * Whether the rule does not say which files are secrets: it takes every file, as {@code .*},
   * {@code .+} and no expression do, or every file of one ordinary kind, as {@code .*\.yaml$} does.
   * Such a rule says how to encrypt what somebody wants encrypted, and governs nothing in clear.
   */
  public boolean isCatchAll() {
    if (pathRegex.isEmpty()) {
      return true;
    }
    for (String ending : COMMON_ENDINGS) {
      if (pathRegex.get().matcher(ODD_NAME + ending).find()
          && pathRegex.get().matcher(ODD_NAME + '/' + ODD_NAME + ending).find()) {
        return true;
      }
    }
    return false;
  }
}
