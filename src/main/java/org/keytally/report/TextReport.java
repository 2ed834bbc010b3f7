package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.keytally.check.Finding;
import org.keytally.check.Note;
import org.keytally.check.Report;
import org.keytally.config.Severity;
import org.keytally.report.Style.Detail;
import org.keytally.report.TextPage.Ink;

/**
 * A report for a person: findings under their rule and then their subject, names before keys, and
 * at the end what was checked and what was not.
 */
public final class TextReport implements ReportWriter {

  /** Findings of one rule that are shown unless all are asked for. */
  private static final int FINDINGS = 20;

  /** Files of one finding that are shown unless all are asked for. */
  private static final int PATHS = 5;

  private final Style style;

  public TextReport(Style style) {
    this.style = style;
  }

  @Override
  public void write(Report report, Writer out) throws IOException {
    TextPage page = new TextPage(style, out);
    Phrases phrases = new Phrases(report, style.unicode());
    List<Finding> findings = report.findings();
    for (int from = 0; from < findings.size(); ) {
      int to = endOfGroup(findings, from);
      group(findings.subList(from, to), phrases, page);
      from = to;
    }
    if (style.detail() == Detail.BRIEF && !findings.isEmpty()) {
      page.end();
    }
    existing(report.existing(), phrases, page);
    for (Note note : report.notes()) {
      note(note, page);
    }
    if (report.access().isPresent()) {
      new AccessChangeText(style, phrases.keys(), page).write(report.access().get());
    }
    outcome(report, phrases, page);
    page.paragraph(0, phrases.checked(), Ink.NONE);
  }

  private void existing(List<Report.Excused> existing, Phrases phrases, TextPage page)
      throws IOException {
    if (existing.isEmpty()) {
      return;
    }
    page.put("Known before; these do not count", Ink.BOLD).end();
    for (Report.Excused excused : existing) {
      page.put("  ")
          .put(excused.excuse() == Report.Excuse.ACCEPTED ? "accepted " : "existing ", Ink.DIM);
      brief(excused.finding(), phrases, page);
    }
    page.end();
  }

  private void note(Note note, TextPage page) throws IOException {
    String place = note.path().isPresent() ? safe(note.path().get()) + ": " : "";
    page.paragraph(0, 2, "Note: " + place + safe(note.message()), Ink.YELLOW);
    if (style.detail() == Detail.BRIEF) {
      return;
    }
    for (String line : note.difference()) {
      page.put("  ")
          .put(
              safe(line),
              line.startsWith("+") ? Ink.GREEN : line.startsWith("-") ? Ink.RED : Ink.DIM)
          .end();
    }
    page.end();
  }

  private static int endOfGroup(List<Finding> findings, int from) {
    Finding first = findings.get(from);
    int to = from + 1;
    while (to < findings.size()
        && findings.get(to).rule().equals(first.rule())
        && findings.get(to).severity() == first.severity()) {
      to++;
    }
    return to;
  }

  private void group(List<Finding> findings, Phrases phrases, TextPage page) throws IOException {
    int shown =
        style.detail() == Detail.NORMAL ? Math.min(FINDINGS, findings.size()) : findings.size();
    if (style.detail() == Detail.BRIEF) {
      for (Finding finding : findings) {
        brief(finding, phrases, page);
      }
      return;
    }
    Finding first = findings.get(0);
    severity(first.severity(), page).put(" ").put(safe(first.rule()), Ink.BOLD).end();
    if (findings.size() > 1) {
      Optional<String> summary = Phrases.summary(first.rule());
      if (summary.isPresent()) {
        page.paragraph(2, summary.get(), Ink.NONE);
      }
    }
    page.end();
    for (int i = 0; i < shown; i++) {
      Finding finding = findings.get(i);
      if (i == 0 || !heading(finding).equals(heading(findings.get(i - 1)))) {
        subject(finding, phrases, page);
      }
      page.paragraph(4, phrases.message(finding), Ink.NONE);
      paths(finding, page);
      // The same remedy for several findings in a row is given once, after the last of them.
      if (finding.fix().isPresent()
          && !finding.fix().get().isEmpty()
          && (i == shown - 1 || !finding.fix().equals(findings.get(i + 1).fix()))) {
        fix(safe(finding.fix().get()), page);
      }
      page.end();
    }
    if (shown < findings.size()) {
      page.put("  ")
          .put(
              style.ellipsis() + " and " + (findings.size() - shown) + " more; -v shows all",
              Ink.DIM)
          .end();
      page.end();
    }
  }

  /**
   * Sentences are broken at the width of the page; commands are not, so that they can be pasted.
   */
  private void fix(String text, TextPage page) throws IOException {
    if (!Phrases.isCommand(text)) {
      page.paragraph(4, 6, style.arrow() + " " + text, Ink.CYAN);
    } else {
      page.put("    ").put(style.arrow() + " " + text, Ink.CYAN).end();
    }
  }

  private void brief(Finding finding, Phrases phrases, TextPage page) throws IOException {
    severity(finding.severity(), page)
        .put(" ")
        .put(safe(finding.rule()), Ink.BOLD)
        .put(" ")
        .put(phrases.subject(finding.subject()));
    String place = place(finding);
    if (!place.isEmpty() && !place.equals(finding.subject().name())) {
      page.put(" ").put(safe(place), Ink.DIM);
    }
    page.end();
  }

  /** What stands above a finding: two findings of one subject in one place share it. */
  private static String heading(Finding finding) {
    return finding.subject().type() + "\n" + finding.subject().name() + "\n" + place(finding);
  }

  private static String place(Finding finding) {
    if (finding.path().isEmpty() || finding.paths().size() > 1) {
      return "";
    }
    String path = finding.path().get();
    return finding.line() > 0 ? path + ":" + finding.line() : path;
  }

  private void subject(Finding finding, Phrases phrases, TextPage page) throws IOException {
    String place = place(finding);
    if (place.startsWith(finding.subject().name()) && finding.paths().size() < 2) {
      page.put("  ").put(safe(place), Ink.BOLD).end();
      return;
    }
    page.put("  ").put(phrases.subject(finding.subject()), Ink.BOLD);
    if (!place.isEmpty()) {
      page.put("  ").put(safe(place), Ink.DIM);
    }
    page.end();
  }

  private void paths(Finding finding, TextPage page) throws IOException {
    List<String> paths = finding.paths();
    if (paths.size() < 2) {
      return;
    }
    int shown = style.detail() == Detail.FULL ? paths.size() : Math.min(PATHS, paths.size());
    if (shown == paths.size() - 1) {
      shown++; // a line that says "one more" is no shorter than the path
    }
    for (int i = 0; i < shown; i++) {
      page.put("      ").put(safe(paths.get(i)), Ink.DIM).end();
    }
    if (shown < paths.size()) {
      page.put("      ")
          .put(style.ellipsis() + " and " + (paths.size() - shown) + " more files", Ink.DIM)
          .end();
    }
  }

  private static TextPage severity(Severity severity, TextPage page) throws IOException {
    return page.put(Phrases.word(severity), ink(severity));
  }

  private static Ink ink(Severity severity) {
    return switch (severity) {
      case ERROR -> Ink.RED;
      case WARNING -> Ink.YELLOW;
      case INFO, OFF -> Ink.CYAN;
    };
  }

  private void outcome(Report report, Phrases phrases, TextPage page) throws IOException {
    List<Finding> findings = report.findings();
    page.put(phrases.outcome(), findings.isEmpty() ? Ink.GREEN : ink(findings.get(0).severity()));
    String suppressed = phrases.suppressed();
    if (!suppressed.isEmpty()) {
      page.put(" ").put(suppressed);
    }
    page.end();
    if (!findings.isEmpty()) {
      page.put("More about a finding: keytally explain " + safe(findings.get(0).rule()), Ink.DIM)
          .end();
    }
  }

  private String safe(String text) {
    return Printable.of(text, style.unicode());
  }
}
