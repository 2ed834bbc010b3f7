package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keytally.config.Severity;

final class DoubtedEvidenceTest {

  private static final Rule.Description RULE =
      new Rule.Description("some-rule", Severity.ERROR, List.of(), "Some rule.");

  private static final Subject SUBJECT = new Subject(Subject.Type.VAR, "web01/ssh/key");

  private static Severity severity(Severity set, EvidenceKind kind, Set<EvidenceKind> doubted) {
    Findings findings = new Findings(RULE, set, doubted);
    findings.about(SUBJECT).from(kind).add("something");
    return findings.all().get(0).severity();
  }

  @Test
  void anErrorOnTheWordOfAStaleManifestIsAWarning() {
    Set<EvidenceKind> stale = Set.of(EvidenceKind.MANIFEST);

    assertThat(severity(Severity.ERROR, EvidenceKind.MANIFEST, stale)).isEqualTo(Severity.WARNING);
    assertThat(severity(Severity.INFO, EvidenceKind.MANIFEST, stale)).isEqualTo(Severity.INFO);
    assertThat(severity(Severity.ERROR, EvidenceKind.TREE, stale)).isEqualTo(Severity.ERROR);
    assertThat(severity(Severity.ERROR, EvidenceKind.MANIFEST, Set.of())).isEqualTo(Severity.ERROR);
  }

  @Test
  void aRuleThatWeighsItsFindingsItselfIsHeldToItToo() {
    Findings findings =
        new Findings(
            new Rule.Description("other", Severity.WARNING, List.of(), "Other."),
            Severity.WARNING,
            Set.of(EvidenceKind.MANIFEST));
    findings.about(SUBJECT).weighing(Severity.ERROR).from(EvidenceKind.MANIFEST).add("something");

    assertThat(findings.all().get(0).severity()).isEqualTo(Severity.WARNING);
  }
}
