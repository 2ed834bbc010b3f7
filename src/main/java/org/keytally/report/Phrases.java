package org.keytally.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keytally.check.EvidenceKind;
import org.keytally.check.Finding;
import org.keytally.check.Report;
import org.keytally.check.Report.Counts;
import org.keytally.check.Report.EvidenceState;
import org.keytally.check.Rule;
import org.keytally.check.Rules;
import org.keytally.check.Subject;
import org.keytally.config.Severity;

/**
 * What the formats for people say in the same words: printable, with keys shortened and named.
 *
 * <p>A format still escapes what comes from here for its own syntax.
 */
final class Phrases {

  private final Report report;
  private final ShortKeys keys;
  private final boolean unicode;

  /**
   * Of one report.
   *
   * @param unicode whether characters outside ASCII may stay
   */
  Phrases(Report report, boolean unicode) {
    this.report = report;
    this.unicode = unicode;
    this.keys = new ShortKeys(unicode ? "…" : "...", report.names());
    for (Finding finding : report.findings()) {
      keys.note(finding.subject().name());
      keys.note(finding.message());
    }
    for (Report.Excused excused : report.existing()) {
      keys.note(excused.finding().subject().name());
    }
    if (report.access().isPresent()) {
      AccessChangeText.note(report.access().get(), keys);
    }
  }

  /** The keys of the whole report. */
  ShortKeys keys() {
    return keys;
  }

  /** Any text from a repository, printable. */
  String safe(String text) {
    return Printable.of(text, unicode);
  }

  /** The same with keys shortened. */
  String brief(String text) {
    return safe(keys.brief(text));
  }

  String message(Finding finding) {
    return safe(keys.named(finding.message()));
  }

  /** What mends it; empty where there is nothing to say. */
  String fix(Finding finding) {
    return safe(finding.fix().orElse(""));
  }

  /** Whether what mends it is a command, as opposed to a sentence. */
  static boolean isCommand(String fix) {
    return !fix.isEmpty() && !Character.isUpperCase(fix.charAt(0));
  }

  /** Type and name, as {@code user alice} or {@code anchor &alice}. */
  String subject(Subject subject) {
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

  /** Path and line of a finding in one file; empty otherwise. */
  String place(Finding finding) {
    if (finding.path().isEmpty() || finding.paths().size() > 1) {
      return "";
    }
    String path = safe(finding.path().get());
    return finding.line() > 0 ? path + ":" + finding.line() : path;
  }

  /** The numbers of findings in one sentence. */
  String outcome() {
    if (report.findings().isEmpty()) {
      return "Everything that was checked tallies.";
    }
    List<String> tally = new ArrayList<>();
    count(report.count(Severity.ERROR), "error", tally);
    count(report.count(Severity.WARNING), "warning", tally);
    count(report.count(Severity.INFO), "info", tally);
    return join(tally) + ".";
  }

  /** How many findings do not count; empty if all of them do. */
  String suppressed() {
    if (report.suppressed() == 0) {
      return "";
    }
    return report.suppressed()
        + (report.suppressed() == 1
            ? " finding was known before and does not count."
            : " findings were known before and do not count.");
  }

  /** What was looked at, and what could not be. */
  String checked() {
    StringBuilder text = new StringBuilder("Checked ");
    text.append(source(report.source())).append(": ").append(counts(report.counts()));
    for (EvidenceState state : report.evidence()) {
      if (state.state() != EvidenceState.State.USED || state.reason().isEmpty()) {
        continue;
      }
      if (state.kind() == EvidenceKind.TREE) {
        text.append("; ").append(state.reason().get());
      } else {
        text.append("; ").append(lower(state.kind()));
        text.append(" (").append(state.reason().get()).append(')');
      }
    }
    text.append('.');
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
    return safe(text.toString());
  }

  /** What was looked at, as in a sentence. */
  static String source(Report.Source source) {
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
      parts.add(count(number, what));
    }
  }

  private static String join(List<String> parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      text.append(text.isEmpty() ? "" : ", ").append(part);
    }
    return text.toString();
  }

  /** {@code 1 file}, {@code 2 files}. */
  static String count(int number, String singular) {
    return number + " " + singular + (number == 1 ? "" : "s");
  }

  /** One sentence about a rule, if it is one of ours. */
  static Optional<String> summary(String rule) {
    for (Rule known : Rules.ALL) {
      if (known.description().name().equals(rule)) {
        return Optional.of(known.description().summary());
      }
    }
    return Optional.empty();
  }

  /** Spelled as reports spell it. */
  static String word(Severity severity) {
    return severity == Severity.OFF ? "info" : lower(severity);
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
