package org.keytally.config;

import java.util.List;

/** A configuration that cannot be used; every reason has its line. */
public final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public ConfigurationException(List<Problem> problems) {
    super(problems.isEmpty() ? "unusable configuration" : problems.get(0).message());
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }

  /**
   * One reason.
   *
   * @param line from 1; 0 for the file as a whole
   */
  public record Problem(int line, String message) {}
}
