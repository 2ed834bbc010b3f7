package org.keytally.sops;

import java.util.List;
import java.util.Optional;

/**
 * One {@code .sops.yaml}: anchors, and the rules for files that people encrypt with sops
 * themselves. clan never reads it.
 *
 * @param path of the file, relative to the repository root
 * @param problems what could not be understood; the rest is still read
 */
public record SopsConfig(
    String path, List<Anchor> anchors, List<CreationRule> rules, List<Problem> problems) {

  public SopsConfig {
    anchors = List.copyOf(anchors);
    rules = List.copyOf(rules);
    problems = List.copyOf(problems);
  }

  /**
   * Something in {@code .sops.yaml} that sops would refuse or misread.
   *
   * @param line from 1; 0 for the file as a whole
   * @param refused whether sops refuses the file because of it; otherwise sops ignores the place
   */
  public record Problem(int line, String message, boolean refused) {}

  /** The folder that the file stands in; empty for the root. */
  public String directory() {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /**
   * The first rule that matches, as sops chooses it.
   *
   * @param repositoryPath of the encrypted file, relative to the repository root
   */
  public Optional<CreationRule> ruleFor(String repositoryPath) {
    String prefix = directory().isEmpty() ? "" : directory() + '/';
    String subject =
        repositoryPath.startsWith(prefix)
            ? repositoryPath.substring(prefix.length())
            : repositoryPath;
    for (CreationRule rule : rules) {
      if (rule.matches(subject)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }
}
