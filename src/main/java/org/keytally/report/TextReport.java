package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keytally.check.Finding;
import org.keytally.check.Note;
import org.keytally.check.Report;
import org.keytally.check.Report.Counts;
import org.keytally.check.Report.EvidenceState;
import org.keytally.check.Rule;
import org.keytally.check.Rules;
import org.keytally.check.Subject;
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
    ShortKeys keys = new ShortKeys(style.ellipsis(), report.names());
    for (Finding finding : report.findings()) {
      keys.note(finding.subject().name());
      keys.note(finding.message());
    }
    for (Report.Excused excused : report.existing()) {
      keys.note(excused.finding().subject().name());
    }
    if (report.access().isPresent()) {
      AccessText.note(report.access().get(), keys);
    }
    List<Finding> findings = report.findings();
    for (int from = 0; from < findings.size(); ) {
      int to = endOfGroup(findings, from);
      group(findings.subList(from, to), keys, page);
      from = to;
    }
    if (style.detail() == Detail.BRIEF && !findings.isEmpty()) {
      page.end();
    }
    existing(report.existing(), keys, page);
    for (Note note : report.notes()) {
      note(note, page);
    }
    if (report.access().isPresent()) {
      new AccessText(style, keys, page).write(report.access().get());
    }
    outcome(report, page);
    checked(report, page);
  }

  private void existing(List<Report.Excused> existing, ShortKeys keys, TextPage page)
      throws IOException {
    if (existing.isEmpty()) {
      return;
    }
    page.put("Known before; these do not count", Ink.BOLD).end();
    for (Report.Excused excused : existing) {
      page.put("  ")
          .put(excused.excuse() == Report.Excuse.ACCEPTED ? "accepted " : "existing ", Ink.DIM);
      brief(excused.finding(), keys, page);
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

  private void group(List<Finding> findings, ShortKeys keys, TextPage page) throws IOException {
    int shown =
        style.detail() == Detail.NORMAL ? Math.min(FINDINGS, findings.size()) : findings.size();
    if (style.detail() == Detail.BRIEF) {
      for (Finding finding : findings) {
        brief(finding, keys, page);
      }
      return;
    }
    Finding first = findings.get(0);
    severity(first.severity(), page).put(" ").put(safe(first.rule()), Ink.BOLD).end();
    if (findings.size() > 1) {
      Optional<String> summary = summary(first.rule());
      if (summary.isPresent()) {
        page.paragraph(2, summary.get(), Ink.NONE);
      }
    }
    page.end();
    for (int i = 0; i < shown; i++) {
      Finding finding = findings.get(i);
      if (i == 0 || !heading(finding).equals(heading(findings.get(i - 1)))) {
        subject(finding, keys, page);
      }
      page.paragraph(4, safe(keys.named(finding.message())), Ink.NONE);
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
    if (Character.isUpperCase(text.charAt(0))) {
      page.paragraph(4, 6, style.arrow() + " " + text, Ink.CYAN);
    } else {
      page.put("    ").put(style.arrow() + " " + text, Ink.CYAN).end();
    }
  }

  private void brief(Finding finding, ShortKeys keys, TextPage page) throws IOException {
    severity(finding.severity(), page)
        .put(" ")
        .put(safe(finding.rule()), Ink.BOLD)
        .put(" ")
        .put(subjectText(finding.subject(), keys));
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

  private void subject(Finding finding, ShortKeys keys, TextPage page) throws IOException {
    String place = place(finding);
    if (place.startsWith(finding.subject().name()) && finding.paths().size() < 2) {
      page.put("  ").put(safe(place), Ink.BOLD).end();
      return;
    }
    page.put("  ").put(subjectText(finding.subject(), keys), Ink.BOLD);
    if (!place.isEmpty()) {
      page.put("  ").put(safe(place), Ink.DIM);
    }
    page.end();
  }

  private String subjectText(Subject subject, ShortKeys keys) {
    String name = safe(keys.brief(subject.name()));
    return switch (subject.type()) {
      case RECIPIENT -> {
        String named = safe(keys.named(subject.name()));
        if (!named.equals(name)) {
          yield named;
        }
        yield subject.owner().isPresent()
            ? safe(subject.owner().get()) + " (" + name + ")"
            : "key " + name;
      }
      case ANCHOR -> "anchor &" + name + owner(subject);
      case FILE, LINK -> name;
      case KEYFILE -> "key file " + name;
      case REPOSITORY -> "repository";
      case RULE -> "creation rule " + name;
      case USER, MACHINE, GROUP, GENERATOR, PERSON, SECRET, VAR ->
          lower(subject.type()) + " " + name + owner(subject);
    };
  }

  private String owner(Subject subject) {
    return subject.owner().isPresent() && !subject.owner().get().equals(subject.name())
        ? " of " + safe(subject.owner().get())
        : "";
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
    String word = severity == Severity.OFF ? "info" : lower(severity);
    return page.put(word, ink(severity));
  }

  private static Ink ink(Severity severity) {
    return switch (severity) {
      case ERROR -> Ink.RED;
      case WARNING -> Ink.YELLOW;
      case INFO, OFF -> Ink.CYAN;
    };
  }

  private void outcome(Report report, TextPage page) throws IOException {
    List<Finding> findings = report.findings();
    if (findings.isEmpty()) {
      page.put("Everything that was checked tallies.", Ink.GREEN);
    } else {
      List<String> tally = new ArrayList<>();
      count(report.count(Severity.ERROR), "error", tally);
      count(report.count(Severity.WARNING), "warning", tally);
      count(report.count(Severity.INFO), "info", tally);
      page.put(join(tally) + ".", ink(findings.get(0).severity()));
    }
    if (report.suppressed() > 0) {
      page.put(
          " "
              + report.suppressed()
              + (report.suppressed() == 1
                  ? " finding was known before and does not count."
                  : " findings were known before and do not count."));
    }
    page.end();
    if (!findings.isEmpty()) {
      page.put("More about a finding: keytally explain " + safe(findings.get(0).rule()), Ink.DIM)
          .end();
    }
  }

  private void checked(Report report, TextPage page) throws IOException {
    StringBuilder text = new StringBuilder("Checked ");
    text.append(source(report.source())).append(": ").append(counts(report.counts())).append('.');
    boolean first = true;
    for (EvidenceState state : report.evidence()) {
      if (state.state() != EvidenceState.State.USED) {
        text.append(first ? " Not checked: " : "; ").append(lower(state.kind()));
        if (state.reason().isPresent()) {
          text.append(" (").append(state.reason().get()).append(')');
        }
        first = false;
      }
    }
    if (!first) {
      text.append('.');
    }
    page.paragraph(0, safe(text.toString()), Ink.NONE);
  }

  private static String source(Report.Source source) {
    String what =
        switch (source.kind()) {
          case WORKTREE -> "the work tree";
          case INDEX -> "the index";
          case COMMIT -> "commit " + shortId(source.revision());
          case MERGE -> "the merge";
        };
    return source.base().isPresent() ? what + " against " + shortId(source.base()) : what;
  }

  private static String shortId(Optional<String> id) {
    String whole = id.orElse("");
    return whole.length() > 12 ? whole.substring(0, 12) : whole;
  }

  private static String counts(Counts counts) {
    List<String> parts = new ArrayList<>();
    count(counts.users(), "user", parts);
    count(counts.machines(), "machine", parts);
    count(counts.groups(), "group", parts);
    count(counts.secrets(), "secret", parts);
    count(counts.vars(), "var", parts);
    count(counts.generators(), "generator", parts);
    count(counts.sopsFiles(), "sops file", parts);
    return parts.isEmpty() ? "nothing that belongs to clan or sops" : join(parts);
  }

  private static void count(int number, String what, List<String> parts) {
    if (number > 0) {
      parts.add(number + " " + what + (number == 1 ? "" : "s"));
    }
  }

  private static String join(List<String> parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      text.append(text.isEmpty() ? "" : ", ").append(part);
    }
    return text.toString();
  }

  private static Optional<String> summary(String rule) {
    for (Rule known : Rules.ALL) {
      if (known.description().name().equals(rule)) {
        return Optional.of(known.description().summary());
      }
    }
    return Optional.empty();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private String safe(String text) {
    return Printable.of(text, style.unicode());
  }
}
