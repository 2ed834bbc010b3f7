package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.keytally.check.AccessChange;
import org.keytally.check.Finding;
import org.keytally.check.Note;
import org.keytally.check.Report;
import org.keytally.config.Severity;

/**
 * A report as one page for a browser: nothing is loaded from elsewhere and nothing is executed,
 * which the page's own content security policy holds it to. Light or dark as the reader has it.
 */
public final class HtmlReport implements ReportWriter {

  @Override
  public void write(Report report, Writer out) throws IOException {
    HtmlPage page = new HtmlPage("", "", out);
    Phrases phrases = new Phrases(report, true);
    page.raw("<h1>keytally: ").text(phrases.outcome()).raw("</h1>\n");
    List<List<Finding>> groups = MarkdownReport.groups(report.findings());
    if (!groups.isEmpty()) {
      summary(groups, page);
    }
    if (report.access().isPresent()) {
      access(report.access().get(), new AccessChangeTable(phrases), page);
    }
    for (Note note : report.notes()) {
      note(note, phrases, page);
    }
    for (List<Finding> group : groups) {
      Finding first = group.get(0);
      page.raw("<h2>" + severity(first) + " " + HtmlPage.code(first.rule()) + "</h2>\n");
      list(group, phrases, page);
    }
    page.paragraph(phrases.suppressed());
    existing(report.existing(), phrases, page);
    page.paragraph(phrases.checked());
    page.end();
  }

  /** All findings, as a part of another page: rule by rule, only errors unfolded. */
  static void findings(Report report, HtmlPage page) throws IOException {
    Phrases phrases = new Phrases(report, true);
    page.paragraph(phrases.outcome());
    for (List<Finding> group : MarkdownReport.groups(report.findings())) {
      Finding first = group.get(0);
      page.raw("<details class=\"group\"" + (first.severity() == Severity.ERROR ? " open" : ""));
      page.raw("><summary>" + severity(first) + " " + HtmlPage.code(first.rule()) + " ");
      page.text(group.size() == 1 ? "" : "×" + group.size() + " ");
      page.text(Phrases.summary(first.rule()).orElse("")).raw("</summary>\n");
      list(group, phrases, page);
      page.raw("</details>\n");
    }
    page.paragraph(phrases.suppressed());
    page.paragraph(phrases.checked());
  }

  private static void summary(List<List<Finding>> groups, HtmlPage page) throws IOException {
    page.raw("<table>\n<tr><th>severity</th><th>rule</th><th>findings</th><th></th></tr>\n");
    for (List<Finding> group : groups) {
      Finding first = group.get(0);
      Optional<String> summary = Phrases.summary(first.rule());
      page.raw(
          "<tr><td>" + severity(first) + "</td><td>" + HtmlPage.code(first.rule()) + "</td><td>");
      page.raw(group.size() + "</td><td>" + Markup.escaped(summary.orElse("")) + "</td></tr>\n");
    }
    page.raw("</table>\n");
  }

  private static void list(List<Finding> group, Phrases phrases, HtmlPage page) throws IOException {
    page.raw("<ul>\n");
    for (Finding finding : group) {
      String subject = phrases.subject(finding.subject());
      String place = phrases.place(finding);
      page.raw("<li>" + HtmlPage.code(subject));
      if (!place.isEmpty() && !place.startsWith(subject)) {
        page.raw(" in " + HtmlPage.code(place));
      }
      page.raw("<div>").text(phrases.message(finding)).raw("</div>");
      if (finding.paths().size() > 1) {
        page.raw("<details><summary>" + finding.paths().size() + " files</summary>");
        for (String path : finding.paths()) {
          page.raw(HtmlPage.code(phrases.safe(path)) + "<br>");
        }
        page.raw("</details>");
      }
      String fix = phrases.fix(finding);
      if (!fix.isEmpty()) {
        page.raw("<div>→ " + (Phrases.isCommand(fix) ? HtmlPage.code(fix) : Markup.escaped(fix)));
        page.raw("</div>");
      }
      page.raw("</li>\n");
    }
    page.raw("</ul>\n");
  }

  /** What a change does to access. */
  static void access(AccessChange change, AccessChangeTable table, HtmlPage page)
      throws IOException {
    for (String reader : table.newReaders(change)) {
      page.raw("<p class=\"warning\"><strong>NEW READER</strong> ");
      page.raw(Markup.escaped(reader) + "</p>\n");
    }
    page.raw("<h2>What the change does to access</h2>\n");
    List<AccessChangeTable.Row> rows = table.rows(change);
    if (rows.isEmpty()) {
      page.paragraph("Nobody gains or loses access.");
      return;
    }
    page.raw("<table>\n<tr><th>who</th><th>change</th><th>what</th></tr>\n");
    for (AccessChangeTable.Row row : rows) {
      page.raw("<tr><td>" + HtmlPage.code(row.who()) + "</td><td>" + row.change() + "</td><td>");
      String separator = "";
      for (String name : row.what()) {
        page.raw(separator + HtmlPage.code(name));
        separator = ", ";
      }
      page.raw("</td></tr>\n");
    }
    page.raw("</table>\n");
  }

  private static void note(Note note, Phrases phrases, HtmlPage page) throws IOException {
    String path = note.path().isPresent() ? phrases.safe(note.path().get()) + ": " : "";
    page.paragraph("Note: " + path + phrases.safe(note.message()));
    if (!note.difference().isEmpty()) {
      page.raw("<pre>");
      for (String line : note.difference()) {
        page.raw(Markup.escaped(phrases.safe(line)) + "\n");
      }
      page.raw("</pre>\n");
    }
  }

  private static void existing(List<Report.Excused> existing, Phrases phrases, HtmlPage page)
      throws IOException {
    if (existing.isEmpty()) {
      return;
    }
    page.raw("<details><summary>Known before; these do not count</summary><ul>\n");
    for (Report.Excused excused : existing) {
      Finding finding = excused.finding();
      page.raw("<li>");
      page.raw(excused.excuse() == Report.Excuse.ACCEPTED ? "accepted: " : "existing: ");
      page.raw(
          HtmlPage.code(finding.rule()) + " " + HtmlPage.code(phrases.subject(finding.subject())));
      String place = phrases.place(finding);
      page.raw((place.isEmpty() ? "" : " in " + HtmlPage.code(place)) + "</li>\n");
    }
    page.raw("</ul></details>\n");
  }

  private static String severity(Finding finding) {
    String word = Phrases.word(finding.severity());
    return "<span class=\"" + word + "\">" + word + "</span>";
  }
}
