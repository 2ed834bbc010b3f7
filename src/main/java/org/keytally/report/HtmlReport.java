package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.keytally.check.Finding;
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
    for (List<Finding> group : groups) {
      group(group, phrases, out);
    }
    paragraph(phrases.suppressed(), out);
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
