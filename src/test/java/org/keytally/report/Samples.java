package org.keytally.report;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.check.AccessChange;
import org.keytally.check.EvidenceKind;
import org.keytally.check.Finding;
import org.keytally.check.Note;
import org.keytally.check.Report;
import org.keytally.check.Report.Counts;
import org.keytally.check.Report.EvidenceState;
import org.keytally.check.Report.EvidenceState.State;
import org.keytally.check.Subject;
import org.keytally.config.Severity;
import org.keytally.git.SnapshotSource;

/** Reports as they come out of a check. */
final class Samples {

  static final String ALICE = "age1qqpsgk2gkzzwpdzw8cq8gj8t6uvrxrchx5hxkz35smq8slf7yfrs6gukqf";
  static final String BOB = "age1qqpsgnpfk6ltctd9kw9fd9g9xnyc40jznvh7ejf9rx9wwqrxc5lqgfukqf";
  static final String LOST = "age1zzzsgk2gkzzwpdzw8cq8gj8t6uvrxrchx5hxkz35smq8slf7yfrs6gnnnn";

  private Samples() {}

  static Finding finding(String rule, Severity severity, Subject subject, String... paths) {
    return new Finding(
        rule,
        severity,
        paths.length == 0 ? Optional.empty() : Optional.of(paths[0]),
        0,
        paths.length < 2 ? List.of() : List.of(paths),
        subject,
        "Something about " + subject.name() + " is wrong.",
        Optional.of("keytally repair"),
        EvidenceKind.TREE);
  }

  static Finding saying(String message) {
    return new Finding(
        "recipient-extra",
        Severity.ERROR,
        Optional.of("sops/secrets/token/secret"),
        3,
        List.of(),
        new Subject(Subject.Type.SECRET, "token"),
        message,
        Optional.empty(),
        EvidenceKind.TREE);
  }

  static Report report(Finding... findings) {
    return report(Map.of(ALICE, "alice", BOB, "bob"), findings);
  }

  static Report report(Map<String, String> names, Finding... findings) {
    return new Report(
        "0.1.0",
        new Report.Source(
            SnapshotSource.Kind.COMMIT, Optional.of("0123456789".repeat(4)), Optional.empty()),
        new Counts(2, 3, 1, 5, 7, 2, 1),
        List.of(
            new EvidenceState(EvidenceKind.TREE, State.USED, Optional.empty()),
            new EvidenceState(
                EvidenceKind.MANIFEST,
                State.UNAVAILABLE,
                Optional.of("there is no clan-manifest.json")),
            new EvidenceState(
                EvidenceKind.WORKSTATION, State.SKIPPED, Optional.of("--keyfile none"))),
        Arrays.asList(findings),
        0,
        names);
  }

  /** The same report as it is when there was something to compare with. */
  static Report compared(
      Report report, List<Report.Excused> existing, List<Note> notes, AccessChange access) {
    return new Report(
        report.version(),
        new Report.Source(
            report.source().kind(), report.source().revision(), Optional.of("a".repeat(40))),
        report.counts(),
        report.evidence(),
        report.findings(),
        existing.size(),
        report.names(),
        existing,
        notes,
        Optional.of(access));
  }

  static String text(Report report, Style style) {
    return written(new TextReport(style), report);
  }

  static String written(ReportWriter writer, Report report) {
    StringWriter out = new StringWriter();
    try {
      writer.write(report, out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString();
  }
}
