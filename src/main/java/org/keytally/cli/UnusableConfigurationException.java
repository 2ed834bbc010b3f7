package org.keytally.cli;

import java.util.List;
import org.keytally.config.ConfigurationException;

/** The configuration in force cannot be used. */
final class UnusableConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final transient List<ConfigurationException.Problem> problems;

  /**
   * Says which one.
   *
   * @param file for the person at the terminal
   */
  UnusableConfigurationException(String file, ConfigurationException reason) {
    super(file + " cannot be used", reason);
    this.file = file;
    this.problems = reason.problems();
  }

  /** A line {@code FILE:LINE: MESSAGE} for each problem. */
  String lines() {
    StringBuilder lines = new StringBuilder();
    for (ConfigurationException.Problem problem : problems) {
      lines.append(lines.isEmpty() ? "" : "\n").append(file);
      if (problem.line() > 0) {
        lines.append(':').append(problem.line());
      }
      lines.append(": ").append(problem.message());
    }
    return lines.toString();
  }
}
