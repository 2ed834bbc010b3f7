package org.keytally.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.check.Finding;
import org.keytally.check.Report;
import org.keytally.config.Severity;

/**
 * A report for the page of a pull request: what matters in a table, then the findings under their
 * rules. However many there are, it stays below the 1 MiB that GitHub takes as a step summary.
 */
public final class MarkdownReport implements ReportWriter {

  /** Findings of one rule that are shown. */
  private static final int OF_RULE = 20;

  /** In bytes, of 1 MiB; the rest is for what is not a finding. */
  private static final int ROOM = 900_000;

  /** Files of one finding that are shown. */
  private static final int PATHS = 5;

  @Override
  public void write(Report report, Writer out) throws IOException {
    Phrases phrases = new Phrases(report, true);
    List<List<Finding>> groups = groups(report.findings());
    out.write("## keytally: ");
    out.write(phrases.outcome());
    out.write("\n\n");
    if (!groups.isEmpty()) {
      summary(groups, out);
    }
    int room = ROOM;
    for (List<Finding> group : groups) {
      StringWriter text = new StringWriter();
      group(group, phrases, text);
      room -= text.toString().getBytes(UTF_8).length;
      if (room < 0) {
        out.write("The other rules are left out here: this page would be too long.\n\n");
        break;
      }
      out.write(text.toString());
    }
    String suppressed = phrases.suppressed();
    if (!suppressed.isEmpty()) {
      out.write(suppressed + "\n\n");
    }
    out.write(MarkdownText.prose(phrases.checked()));
    out.write('\n');
  }

  /** Findings of one rule and one severity stand together already. */
  static List<List<Finding>> groups(List<Finding> findings) {
    List<List<Finding>> groups = new ArrayList<>();
    for (int from = 0; from < findings.size(); ) {
      Finding first = findings.get(from);
      int to = from + 1;
      while (to < findings.size()
          && findings.get(to).rule().equals(first.rule())
          && findings.get(to).severity() == first.severity()) {
        to++;
      }
      groups.add(findings.subList(from, to));
      from = to;
    }
    return groups;
  }

  private static void summary(List<List<Finding>> groups, Writer out) throws IOException {
    out.write("| severity | rule | findings | |\n| --- | --- | ---: | --- |\n");
    for (List<Finding> group : groups) {
      Finding first = group.get(0);
      out.write("| " + sign(first.severity()) + " | " + MarkdownText.codeCell(first.rule()));
      out.write(" | " + group.size() + " | ");
      Optional<String> summary = Phrases.summary(first.rule());
      out.write(summary.isPresent() ? MarkdownText.prose(summary.get()) : "");
      out.write(" |\n");
    }
    out.write('\n');
  }

  private static void group(List<Finding> group, Phrases phrases, Writer out) throws IOException {
    Finding first = group.get(0);
    out.write("### " + sign(first.severity()) + " " + MarkdownText.code(first.rule()) + "\n\n");
    int shown = Math.min(OF_RULE, group.size());
    for (int i = 0; i < shown; i++) {
      Finding finding = group.get(i);
      String subject = phrases.subject(finding.subject());
      String place = phrases.place(finding);
      out.write("- " + MarkdownText.code(subject));
      if (!place.isEmpty() && !place.startsWith(subject)) {
        out.write(" in " + MarkdownText.code(place));
      }
      out.write(": " + MarkdownText.prose(phrases.message(finding)));
      paths(finding, phrases, out);
      String fix = phrases.fix(finding);
      // The same remedy for several findings in a row is given once, after the last of them.
      if (!fix.isEmpty() && (i == shown - 1 || !finding.fix().equals(group.get(i + 1).fix()))) {
        out.write("\\\n  → ");
        out.write(Phrases.isCommand(fix) ? MarkdownText.code(fix) : MarkdownText.prose(fix));
      }
      out.write('\n');
    }
    if (shown < group.size()) {
      out.write("- … and " + (group.size() - shown) + " more\n");
    }
    out.write('\n');
  }

  private static void paths(Finding finding, Phrases phrases, Writer out) throws IOException {
    List<String> paths = finding.paths();
    if (paths.size() < 2) {
      return;
    }
    int shown = Math.min(PATHS, paths.size());
    for (int i = 0; i < shown; i++) {
      out.write(i == 0 ? "\\\n  " : ", ");
      out.write(MarkdownText.code(phrases.safe(paths.get(i))));
    }
    if (shown < paths.size()) {
      out.write(" and " + (paths.size() - shown) + " more files");
    }
  }

  private static String sign(Severity severity) {
    return switch (severity) {
      case ERROR -> "❌ error";
      case WARNING -> "⚠️ warning";
      case INFO, OFF -> "ℹ️ info";
    };
  }
}
