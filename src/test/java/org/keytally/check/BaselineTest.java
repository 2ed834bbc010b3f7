package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keytally.config.Severity;

class BaselineTest {

  private static final Finding KNOWN = finding(Severity.WARNING, "web01", "a", "b");

  private static Finding finding(Severity severity, String machine, String... paths) {
    return finding(EvidenceKind.TREE, severity, machine, paths);
  }

  private static Finding finding(
      EvidenceKind evidence, Severity severity, String machine, String... paths) {
    return new Finding(
        "machine-key-stale",
        severity,
        Optional.of(paths[0]),
        0,
        List.of(paths),
        new Subject(Subject.Type.MACHINE, machine),
        "Stale.",
        Optional.empty(),
        evidence);
  }

  private static List<Finding> newAmong(Finding now) {
    return new Baseline(List.of(KNOWN)).newAmong(List.of(now));
  }

  @Test
  void aKnownFindingDoesNotCountAgain() {
    assertThat(newAmong(KNOWN)).isEmpty();
    assertThat(newAmong(finding(Severity.WARNING, "web01", "b"))).isEmpty();
    assertThat(newAmong(finding(Severity.INFO, "web01", "a"))).isEmpty();
  }

  @Test
  void aFurtherFileUnderAKnownCauseIsNew() {
    assertThat(newAmong(finding(Severity.WARNING, "web01", "a", "b", "c"))).hasSize(1);
  }

  @Test
  void aHigherSeverityIsNew() {
    assertThat(newAmong(finding(Severity.ERROR, "web01", "a"))).hasSize(1);
  }

  @Test
  void anotherSubjectIsNew() {
    assertThat(newAmong(finding(Severity.WARNING, "web02", "a"))).hasSize(1);
  }

  @Test
  void whatRestsOnTheWorkstationNeverCountsAgainstABase() {
    assertThat(newAmong(finding(EvidenceKind.WORKSTATION, Severity.ERROR, "web02", "a"))).isEmpty();
  }

  @Test
  void onlyRulesThatFoundSomethingAreAskedAboutTheBase() {
    Selection asked =
        Baseline.rulesFor(List.of(KNOWN), new Selection(Set.of(), Set.of("mac-mismatch")));
    assertThat(asked.includes("machine-key-stale")).isTrue();
    assertThat(asked.includes("recipient-missing")).isFalse();
    assertThat(asked.includes("mac-mismatch")).isFalse();
  }

  @Test
  void whetherAnAcceptanceIsUnusedAllRulesAreAsked() {
    Findings unused = new Findings(new AcceptanceUnused().description(), Severity.INFO);
    unused.about(new Subject(Subject.Type.REPOSITORY, "")).at("a").add("Unused.");
    assertThat(Baseline.rulesFor(unused.all(), Selection.ALL)).isEqualTo(Selection.ALL);
  }
}
