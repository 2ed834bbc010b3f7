package org.keytally.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.check.AccessChange;
import org.keytally.check.Finding;
import org.keytally.check.Note;
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

  /** Rows of the access table that are shown. */
  private static final int ROWS = 50;

  /** Names in a row of the access table that are shown. */
  private static final int NAMES = 10;

  /** Findings known before that are shown. */
  private static final int KNOWN = 50;

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
    if (report.access().isPresent()) {
      access(report.access().get(), new AccessChangeTable(phrases), out);
    }
    for (Note note : report.notes()) {
      note(note, phrases, out);
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
    existing(report.existing(), phrases, out);
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

  private static void access(AccessChange change, AccessChangeTable table, Writer out)
      throws IOException {
    for (String reader : table.newReaders(change)) {
      out.write("> **NEW READER** " + MarkdownText.prose(reader) + "\n\n");
    }
    out.write("### What the change does to access\n\n");
    List<AccessChangeTable.Row> rows = table.rows(change);
    if (rows.isEmpty()) {
      out.write("Nobody gains or loses access.\n\n");
      return;
    }
    out.write("| who | change | what |\n| --- | --- | --- |\n");
    int shown = Math.min(ROWS, rows.size());
    for (int i = 0; i < shown; i++) {
      AccessChangeTable.Row row = rows.get(i);
      out.write("| " + MarkdownText.codeCell(row.who()) + " | " + row.change() + " | ");
      int names = Math.min(NAMES, row.what().size());
      for (int j = 0; j < names; j++) {
        out.write((j == 0 ? "" : ", ") + MarkdownText.codeCell(row.what().get(j)));
      }
      if (names < row.what().size()) {
        out.write(" and " + (row.what().size() - names) + " more");
      }
      out.write(" |\n");
    }
    if (shown < rows.size()) {
      out.write("\n… and " + (rows.size() - shown) + " more\n");
    }
    out.write('\n');
  }

  private static void note(Note note, Phrases phrases, Writer out) throws IOException {
    out.write("> **Note** ");
    if (note.path().isPresent()) {
      out.write(MarkdownText.code(phrases.safe(note.path().get())) + ": ");
    }
    out.write(MarkdownText.prose(phrases.safe(note.message())) + "\n\n");
    if (!note.difference().isEmpty()) {
      // Four blanks make a block of code that no text can end.
      for (String line : note.difference()) {
        out.write("    " + phrases.safe(line) + "\n");
      }
      out.write('\n');
    }
  }

  private static void existing(List<Report.Excused> existing, Phrases phrases, Writer out)
      throws IOException {
    if (existing.isEmpty()) {
      return;
    }
    out.write("<details><summary>Known before; these do not count</summary>\n\n");
    int shown = Math.min(KNOWN, existing.size());
    for (int i = 0; i < shown; i++) {
      Finding finding = existing.get(i).finding();
      String subject = phrases.subject(finding.subject());
      out.write(
          existing.get(i).excuse() == Report.Excuse.ACCEPTED ? "- accepted: " : "- existing: ");
      out.write(MarkdownText.code(finding.rule()) + " " + MarkdownText.code(subject));
      String place = phrases.place(finding);
      if (!place.isEmpty() && !place.startsWith(subject)) {
        out.write(" in " + MarkdownText.code(place));
      }
      out.write('\n');
    }
    if (shown < existing.size()) {
      out.write("- … and " + (existing.size() - shown) + " more\n");
    }
    out.write("\n</details>\n\n");
  }

  private static String sign(Severity severity) {
    return switch (severity) {
      case ERROR -> "❌ error";
      case WARNING -> "⚠️ warning";
      case INFO, OFF -> "ℹ️ info";
    };
  }
}
