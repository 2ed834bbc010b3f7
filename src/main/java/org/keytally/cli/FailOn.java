package org.keytally.cli;

import java.util.Locale;
import org.keytally.check.Report;
import org.keytally.config.Severity;

/** From which severity on findings fail a run. */
enum FailOn {
  ERROR,
  WARNING,
  NEVER;

  /** The exit code of a run with this result. */
  int exitCode(Report report) {
    boolean failed =
        switch (this) {
          case ERROR -> report.reaches(Severity.ERROR);
          case WARNING -> report.reaches(Severity.WARNING);
          case NEVER -> false;
        };
    return failed ? ExitCode.FINDINGS : ExitCode.OK;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
