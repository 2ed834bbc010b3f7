package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.HashSet;
import java.util.Set;
import org.keytally.check.Finding;
import org.keytally.check.Note;
import org.keytally.check.Report;
import org.keytally.check.Rule;
import org.keytally.check.Rules;
import org.keytally.config.Severity;

/**
 * A report for test servers: JUnit's XML as Surefire writes it. Each finding is a test; an error is
 * a failure, a warning or info is skipped, which servers show without failing for it; a rule
 * without finding is a test that passes.
 */
public final class JunitReport implements ReportWriter {

  @Override
  public void write(Report report, Writer out) throws IOException {
    Phrases phrases = new Phrases(report, true);
    Set<String> failing = new HashSet<>();
    for (Finding finding : report.findings()) {
      failing.add(finding.rule());
    }
    int passing = 0;
    for (Rule rule : Rules.ALL) {
      passing += failing.contains(rule.description().name()) ? 0 : 1;
    }
    int errors = report.count(Severity.ERROR);
    int findings = report.findings().size();
    out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"keytally\"");
    attribute("tests", Integer.toString(findings + passing), out);
    attribute("failures", Integer.toString(errors), out);
    attribute("errors", "0", out);
    attribute("skipped", Integer.toString(findings - errors), out);
    attribute("time", "0", out);
    out.write(">\n  <properties>\n");
    property("version", report.version(), out);
    property("checked", phrases.checked(), out);
    property("outcome", phrases.outcome(), out);
    for (Note note : report.notes()) {
      String path = note.path().isPresent() ? phrases.safe(note.path().get()) + ": " : "";
      property("note", path + phrases.safe(note.message()), out);
    }
    if (report.access().isPresent()) {
      for (String reader : new AccessChangeTable(phrases).newReaders(report.access().get())) {
        property("new reader", reader, out);
      }
    }
    out.write("  </properties>\n");
    for (Finding finding : report.findings()) {
      finding(finding, phrases, out);
    }
    for (Rule rule : Rules.ALL) {
      String name = rule.description().name();
      if (!failing.contains(name)) {
        testcase(name, rule.description().summary(), out);
        out.write("/>\n");
      }
    }
    out.write("</testsuite>\n");
  }

  private static void finding(Finding finding, Phrases phrases, Writer out) throws IOException {
    String subject = phrases.subject(finding.subject());
    String place = phrases.place(finding);
    boolean failure = finding.severity() == Severity.ERROR;
    testcase(
        finding.rule(),
        place.isEmpty() || place.startsWith(subject) ? subject : subject + " in " + place,
        out);
    out.write(failure ? ">\n    <failure" : ">\n    <skipped");
    attribute(
        "message",
        failure
            ? phrases.message(finding)
            : Phrases.word(finding.severity()) + ": " + phrases.message(finding),
        out);
    if (failure) {
      attribute("type", finding.rule(), out);
    }
    out.write('>');
    out.write(Markup.escaped(phrases.message(finding)));
    for (String path : finding.paths()) {
      out.write('\n');
      out.write(Markup.escaped(phrases.safe(path)));
    }
    String fix = phrases.fix(finding);
    if (!fix.isEmpty()) {
      out.write("\nTo mend it: ");
      out.write(Markup.escaped(fix));
    }
    out.write(failure ? "</failure>\n" : "</skipped>\n");
    out.write("  </testcase>\n");
  }

  private static void testcase(String rule, String name, Writer out) throws IOException {
    out.write("  <testcase");
    attribute("classname", "keytally." + rule, out);
    attribute("name", name, out);
    attribute("time", "0", out);
  }

  private static void property(String name, String value, Writer out) throws IOException {
    out.write("    <property");
    attribute("name", name, out);
    attribute("value", value, out);
    out.write("/>\n");
  }

  private static void attribute(String name, String value, Writer out) throws IOException {
    out.write(' ');
    out.write(name);
    out.write("=\"");
    out.write(Markup.escaped(value));
    out.write('"');
  }
}
