package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import org.keytally.check.Finding;
import org.keytally.check.Note;
import org.keytally.check.Report;
import org.keytally.config.Severity;

/**
 * A report for the log of a GitHub or Forgejo workflow: one workflow command for each finding,
 * which GitHub shows at the place in the changed file.
 */
public final class GithubReport implements ReportWriter {

  /** GitHub shows no more of one severity for one step. */
  private static final int SHOWN = 10;

  @Override
  public void write(Report report, Writer out) throws IOException {
    Phrases phrases = new Phrases(report, true);
    for (Finding finding : report.findings()) {
      command(finding, phrases, out);
    }
    if (report.access().isPresent()) {
      AccessChangeTable table = new AccessChangeTable(phrases);
      for (String reader : table.newReaders(report.access().get())) {
        out.write("::notice title=keytally new reader::" + data(reader) + "\n");
      }
    }
    for (Note note : report.notes()) {
      String file =
          note.path().isPresent() ? "file=" + property(phrases.safe(note.path().get())) + "," : "";
      out.write("::notice " + file + "title=keytally note::");
      StringBuilder text = new StringBuilder(phrases.safe(note.message()));
      for (String line : note.difference()) {
        text.append('\n').append(phrases.safe(line));
      }
      out.write(data(text.toString()) + "\n");
    }
    if (report.count(Severity.ERROR) > SHOWN
        || report.count(Severity.WARNING) > SHOWN
        || report.count(Severity.INFO) > SHOWN) {
      out.write("GitHub shows " + SHOWN + " annotations of each severity; all are above.\n");
    }
    line(phrases.outcome(), out);
    String suppressed = phrases.suppressed();
    if (!suppressed.isEmpty()) {
      line(suppressed, out);
    }
    line(phrases.checked(), out);
  }

  private static void command(Finding finding, Phrases phrases, Writer out) throws IOException {
    out.write(
        switch (finding.severity()) {
          case ERROR -> "::error ";
          case WARNING -> "::warning ";
          case INFO, OFF -> "::notice ";
        });
    if (finding.path().isPresent()) {
      out.write("file=" + property(phrases.safe(finding.path().get())) + ",");
      if (finding.line() > 0) {
        out.write("line=" + finding.line() + ",");
      }
    }
    out.write("title=" + property("keytally " + finding.rule()) + "::");
    StringBuilder text = new StringBuilder();
    text.append(phrases.subject(finding.subject())).append(": ").append(phrases.message(finding));
    if (finding.paths().size() > 1) {
      text.append(" (").append(finding.paths().size()).append(" files)");
    }
    String fix = phrases.fix(finding);
    if (!fix.isEmpty()) {
      text.append("\nTo mend it: ").append(fix);
    }
    out.write(data(text.toString()));
    out.write('\n');
  }

  /** A line that is no command; our own sentences begin with a word or a number. */
  private static void line(String printable, Writer out) throws IOException {
    out.write(printable);
    out.write('\n');
  }

  /** The message of a command, as the toolkit's {@code escapeData} does it. */
  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  /** A property of a command, as the toolkit's {@code escapeProperty} does it. */
  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
