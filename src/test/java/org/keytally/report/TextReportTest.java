package org.keytally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.report.Samples.ALICE;
import static org.keytally.report.Samples.BOB;
import static org.keytally.report.Samples.LOST;
import static org.keytally.report.Samples.finding;
import static org.keytally.report.Samples.report;
import static org.keytally.report.Samples.saying;
import static org.keytally.report.Samples.text;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keytally.check.Finding;
import org.keytally.check.Report;
import org.keytally.check.Subject;
import org.keytally.config.Severity;
import org.keytally.report.Style.Detail;

class TextReportTest {

  private static final Subject WEB = new Subject(Subject.Type.MACHINE, "web01");

  @Test
  void aReportReadsLikeThis() {
    String text =
        text(
            report(
                finding("machine-key-stale", Severity.ERROR, WEB, "vars/a/secret", "vars/b/secret"),
                finding(
                    "user-anchor-missing",
                    Severity.WARNING,
                    new Subject(Subject.Type.USER, "bob"),
                    "sops/users/bob/key.json")),
            Style.PLAIN);

    assertThat(text)
        .isEqualTo(
            """
            error machine-key-stale

              machine web01
                Something about web01 is wrong.
                  vars/a/secret
                  vars/b/secret
                → keytally repair

            warning user-anchor-missing

              user bob  sops/users/bob/key.json
                Something about bob is wrong.
                → keytally repair

            1 error, 1 warning.
            More about a finding: keytally explain machine-key-stale
            Checked commit 012345678901: 2 users, 3 machines, 1 group, 5 secrets, 7 vars, 2
            generators, 1 sops file. Not checked: manifest (there is no clan-manifest.json);
            workstation (--keyfile none).
            """);
  }

  @Test
  void withoutFindingsItStillSaysWhatWasCheckedAndWhatWasNot() {
    assertThat(text(report(), Style.PLAIN))
        .startsWith("Everything that was checked tallies.\nChecked commit 012345678901: 2 users")
        .contains("Not checked: manifest (there is no clan-manifest.json)");
  }

  @Test
  void findingsThatABaseExcusesAreCounted() {
    Report since =
        report(finding("key-shared", Severity.ERROR, WEB, "a"))
            .since(Optional.of("f".repeat(40)), java.util.List.of());

    assertThat(text(since, Style.PLAIN))
        .contains("1 finding was known before and does not count.")
        .contains("commit 012345678901 against ffffffffffff");
  }

  @Test
  void twoFindingsOfOneSubjectShareItsHeadingAndTheirRemedy() {
    String text =
        text(
            report(
                finding("key-shared", Severity.ERROR, WEB, "a"),
                finding("key-shared", Severity.ERROR, WEB, "a")),
            Style.PLAIN);

    assertThat(text).containsOnlyOnce("machine web01").containsOnlyOnce("keytally repair");
    assertThat(text.split("Something about", -1)).hasSize(3);
  }

  @Test
  void namesComeBeforeShortenedKeys() {
    assertThat(text(report(saying("It can be read by " + ALICE + ".")), Style.PLAIN))
        .contains("It can be read by alice (age1qqps…ukqf).");
  }

  @Test
  void aNameThatTheSentenceHasAlreadyIsNotRepeated() {
    assertThat(text(report(saying("It can be read by alice with " + ALICE + ".")), Style.PLAIN))
        .contains("by alice with age1qqps…ukqf.");
  }

  @Test
  void keysThatWouldLookAlikeAreShortenedLess() {
    assertThat(text(report(Map.of(), saying("Not " + ALICE + " but " + BOB + ".")), Style.PLAIN))
        .contains("Not age1qqpsgk…6gukqf")
        .contains("but age1qqpsgn…gfukqf");
  }

  @Test
  void aKeyOfNobodyIsASubjectByItself() {
    Finding extra =
        finding(
            "recipient-unknown", Severity.ERROR, new Subject(Subject.Type.RECIPIENT, LOST), "a");

    assertThat(text(report(extra), Style.PLAIN)).contains("  key age1zzzs…nnnn  a\n");
  }

  @Test
  void remediesAreNotShortenedSoThatTheyCanBePasted() {
    Finding extra =
        new Finding(
            "recipient-extra",
            Severity.ERROR,
            Optional.empty(),
            0,
            java.util.List.of(),
            new Subject(Subject.Type.RECIPIENT, LOST),
            "It is " + LOST + ".",
            Optional.of("keytally revoke key " + LOST),
            org.keytally.check.EvidenceKind.TREE);

    assertThat(text(report(extra), Style.PLAIN)).contains("→ keytally revoke key " + LOST + "\n");
  }

  @Test
  void namesCannotReachTheTerminal() {
    String hostile = "a\u001b[2J\nerror fake\u202e\u200b\u0085\ud800";
    String text = text(report(saying(hostile)), Style.PLAIN);

    assertThat(text).contains("a\\x1b[2J\\nerror fake\\u202e\\u200b\\x85\\ud800");
    assertThat(text.chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
  }

  @Test
  void privateKeysAreWithheldWhoeverPutsThemThere() {
    String key = "AGE-SECRET-KEY-1" + "Q".repeat(58);

    assertThat(text(report(saying("A user is called " + key + ".")), Style.PLAIN))
        .doesNotContain("QQQQ")
        .contains("AGE-SECRET-KEY-[withheld].");
  }

  @Test
  void withoutUnicodeTheReportIsAscii() {
    Style ascii = new Style(false, false, 80, Detail.NORMAL);
    String text = text(report(saying("Of Jörg: " + ALICE)), ascii);

    assertThat(text).contains("J\\xf6rg").contains("age1qqps...ukqf");
    assertThat(text.chars().allMatch(c -> c < 0x80)).isTrue();
  }

  @Test
  void coloursAreWrittenOnlyWhereWanted() {
    Report report = report(saying("Wrong."));

    assertThat(text(report, new Style(true, true, 80, Detail.NORMAL)))
        .contains("\u001b[1;31merror\u001b[0m");
    assertThat(text(report, Style.PLAIN)).doesNotContain("\u001b");
  }

  @Test
  void longListsAreCutAndTheCutIsSaid() {
    String[] paths = new String[40];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = "vars/file" + i + "/secret";
    }
    Finding[] findings = new Finding[25];
    for (int i = 0; i < findings.length; i++) {
      findings[i] =
          finding(
              "stray-entry", Severity.WARNING, new Subject(Subject.Type.FILE, "f" + i), "f" + i);
    }

    assertThat(text(report(finding("key-shared", Severity.ERROR, WEB, paths)), Style.PLAIN))
        .contains("… and 35 more files");
    assertThat(text(report(findings), Style.PLAIN)).contains("… and 5 more; -v shows all");
    assertThat(text(report(findings), new Style(false, true, 80, Detail.FULL)))
        .contains("f24")
        .doesNotContain("more");
  }

  @Test
  void briefReportsHaveOneLineForEachFinding() {
    assertThat(
            text(
                report(
                    finding("key-shared", Severity.ERROR, WEB, "a"),
                    finding(
                        "stray-entry", Severity.WARNING, new Subject(Subject.Type.FILE, "f"), "f")),
                new Style(false, true, 80, Detail.BRIEF)))
        .startsWith(
            "error key-shared machine web01 a\nwarning stray-entry f\n\n1 error, 1 warning.");
  }

  @Test
  void worseFindingsComeFirst() {
    assertThat(
            text(
                report(
                    finding("a-info", Severity.INFO, WEB),
                    finding("b-error", Severity.ERROR, WEB),
                    finding("c-warning", Severity.WARNING, WEB)),
                new Style(false, true, 80, Detail.BRIEF)))
        .startsWith("error b-error machine web01\nwarning c-warning machine web01\ninfo a-info");
  }
}
