package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.keytally.check.AccessChange;
import org.keytally.check.Finding;
import org.keytally.check.Note;
import org.keytally.check.Report;

/**
 * A report as one page for a browser: nothing is loaded from elsewhere and nothing is executed,
 * which the page's own content security policy holds it to. Light or dark as the reader has it.
 */
public final class HtmlReport implements ReportWriter {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>keytally</title>
      <style>
      :root { color-scheme: light dark; --line: #8886; --error: #b3261e; --warning: #8a5a00; --info: #0b57d0; }
      @media (prefers-color-scheme: dark) {
        :root { --error: #f2b8b5; --warning: #f5c26b; --info: #a8c7fa; }
      }
      body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
      table { border-collapse: collapse; margin: 1rem 0; }
      th, td { border-bottom: 1px solid var(--line); padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; }
      code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
      li { margin: .5rem 0; }
      .error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--info); }
      </style>
      </head>
      <body>
      """;

  @Override
  public void write(Report report, Writer out) throws IOException {
    Phrases phrases = new Phrases(report, true);
    List<List<Finding>> groups = MarkdownReport.groups(report.findings());
    out.write(HEAD);
    out.write("<h1>keytally: " + Markup.escaped(phrases.outcome()) + "</h1>\n");
    if (!groups.isEmpty()) {
      summary(groups, out);
    }
    if (report.access().isPresent()) {
      access(report.access().get(), new AccessChangeTable(phrases), out);
    }
    for (Note note : report.notes()) {
      note(note, phrases, out);
    }
    for (List<Finding> group : groups) {
      group(group, phrases, out);
    }
    paragraph(phrases.suppressed(), out);
    existing(report.existing(), phrases, out);
    paragraph(phrases.checked(), out);
    out.write("</body>\n</html>\n");
  }

  private static void summary(List<List<Finding>> groups, Writer out) throws IOException {
    out.write("<table>\n<tr><th>severity</th><th>rule</th><th>findings</th><th></th></tr>\n");
    for (List<Finding> group : groups) {
      Finding first = group.get(0);
      Optional<String> summary = Phrases.summary(first.rule());
      out.write("<tr><td>" + severity(first) + "</td><td>" + code(first.rule()) + "</td><td>");
      out.write(group.size() + "</td><td>" + Markup.escaped(summary.orElse("")) + "</td></tr>\n");
    }
    out.write("</table>\n");
  }

  private static void group(List<Finding> group, Phrases phrases, Writer out) throws IOException {
    Finding first = group.get(0);
    out.write("<h2>" + severity(first) + " " + code(first.rule()) + "</h2>\n<ul>\n");
    for (Finding finding : group) {
      String subject = phrases.subject(finding.subject());
      String place = phrases.place(finding);
      out.write("<li>" + code(subject));
      if (!place.isEmpty() && !place.startsWith(subject)) {
        out.write(" in " + code(place));
      }
      out.write("<br>" + Markup.escaped(phrases.message(finding)));
      if (finding.paths().size() > 1) {
        out.write("<details><summary>" + finding.paths().size() + " files</summary>");
        for (String path : finding.paths()) {
          out.write(code(phrases.safe(path)) + "<br>");
        }
        out.write("</details>");
      }
      String fix = phrases.fix(finding);
      if (!fix.isEmpty()) {
        out.write("<br>→ " + (Phrases.isCommand(fix) ? code(fix) : Markup.escaped(fix)));
      }
      out.write("</li>\n");
    }
    out.write("</ul>\n");
  }

  private static void access(AccessChange change, AccessChangeTable table, Writer out)
      throws IOException {
    for (String reader : table.newReaders(change)) {
      out.write("<p class=\"warning\"><strong>NEW READER</strong> ");
      out.write(Markup.escaped(reader) + "</p>\n");
    }
    out.write("<h2>What the change does to access</h2>\n");
    List<AccessChangeTable.Row> rows = table.rows(change);
    if (rows.isEmpty()) {
      paragraph("Nobody gains or loses access.", out);
      return;
    }
    out.write("<table>\n<tr><th>who</th><th>change</th><th>what</th></tr>\n");
    for (AccessChangeTable.Row row : rows) {
      out.write("<tr><td>" + code(row.who()) + "</td><td>" + row.change() + "</td><td>");
      String separator = "";
      for (String name : row.what()) {
        out.write(separator + code(name));
        separator = ", ";
      }
      out.write("</td></tr>\n");
    }
    out.write("</table>\n");
  }

  private static void note(Note note, Phrases phrases, Writer out) throws IOException {
    String path = note.path().isPresent() ? phrases.safe(note.path().get()) + ": " : "";
    paragraph("Note: " + path + phrases.safe(note.message()), out);
    if (!note.difference().isEmpty()) {
      out.write("<pre>");
      for (String line : note.difference()) {
        out.write(Markup.escaped(phrases.safe(line)) + "\n");
      }
      out.write("</pre>\n");
    }
  }

  private static void existing(List<Report.Excused> existing, Phrases phrases, Writer out)
      throws IOException {
    if (existing.isEmpty()) {
      return;
    }
    out.write("<details><summary>Known before; these do not count</summary><ul>\n");
    for (Report.Excused excused : existing) {
      Finding finding = excused.finding();
      out.write("<li>");
      out.write(excused.excuse() == Report.Excuse.ACCEPTED ? "accepted: " : "existing: ");
      out.write(code(finding.rule()) + " " + code(phrases.subject(finding.subject())));
      String place = phrases.place(finding);
      out.write((place.isEmpty() ? "" : " in " + code(place)) + "</li>\n");
    }
    out.write("</ul></details>\n");
  }

  private static void paragraph(String printable, Writer out) throws IOException {
    if (!printable.isEmpty()) {
      out.write("<p>" + Markup.escaped(printable) + "</p>\n");
    }
  }

  private static String code(String printable) {
    return "<code>" + Markup.escaped(printable) + "</code>";
  }

  private static String severity(Finding finding) {
    String word = Phrases.word(finding.severity());
    return "<span class=\"" + word + "\">" + word + "</span>";
  }
}
