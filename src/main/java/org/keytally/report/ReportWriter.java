package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import org.keytally.check.Report;

/** Writes reports in one format. */
@FunctionalInterface
public interface ReportWriter {

  /**
   * Writes one report, whole, with a line feed at its end. Does not close the writer.
   *
   * @throws IOException only from the writer
   */
  void write(Report report, Writer out) throws IOException;
}
