package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.history.ScriptedFleet.path;
import static org.keytally.history.ScriptedFleet.rewrapped;
import static org.keytally.history.ScriptedFleet.sealed;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.config.Configuration;
import org.keytally.config.Severity;
import org.keytally.demo.ManifestBuilder;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;
import org.keytally.history.ScriptedFleet;

/** What the history tells, as rules find it. */
final class HistoryRulesTest {

  private static final String ALICE = "age1alice";
  private static final String CAROL = "age1carol";

  private static final Set<String> RULES =
      Set.of(
          "revoked-not-rotated",
          "private-key-in-history",
          "plaintext-in-history",
          "key-half-rotated",
          "dependency-newer");

  @TempDir private Path folder;
  private ScriptedFleet fleet;

  @BeforeEach
  void begin() {
    fleet = new ScriptedFleet(folder);
    fleet.user("alice", ALICE).user("carol", CAROL);
  }

  private Evidence evidence() throws Exception {
    try (Repository repository = Repositories.open(folder)) {
      Fleet read = FleetReader.read(repository.worktreeSnapshot(), Configuration.DEFAULT);
      return new Evidence(read, Configuration.DEFAULT, Optional.empty(), Optional.empty());
    }
  }

  private List<Finding> findings() throws Exception {
    return Check.run(evidence().with(fleet.past()), new Selection(RULES, Set.of()));
  }

  @Test
  void aDepartedKeyIsOneFindingWithItsFilesOldestFirst() throws Exception {
    fleet.write(path("b"), sealed("b", "v", ALICE, CAROL));
    fleet.write(path("a"), sealed("a", "v", ALICE, CAROL));
    fleet.write(path("gone"), sealed("gone", "v", ALICE, CAROL)).commit("c1");
    fleet.write(path("b"), rewrapped("b", "v", ALICE)).commit("c2");
    fleet.write(path("a"), rewrapped("a", "v", ALICE));
    fleet.write(path("gone"), sealed("gone2", "v2", ALICE, CAROL)).commit("c3");
    fleet.write(path("gone"), sealed("gone3", "v3", ALICE)).delete("sops/users/carol").commit("c4");
    fleet.write(path("gone"), sealed("gone4", "v4", ALICE)).commit("c5");
    List<Finding> findings = findings();
    assertThat(findings).hasSize(1);
    Finding finding = findings.get(0);
    assertThat(finding.rule()).isEqualTo("revoked-not-rotated");
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.evidence()).isEqualTo(EvidenceKind.HISTORY);
    assertThat(finding.paths()).containsExactly(path("b"), path("a"));
    assertThat(finding.subject())
        .isEqualTo(new Subject(Subject.Type.RECIPIENT, CAROL, Optional.of("carol")));
    assertThat(finding.message())
        .startsWith("A key of carol was taken away, last 2024-01-04 (")
        .contains("2 values that are unchanged since");
    assertThat(Check.run(evidence(), new Selection(RULES, Set.of()))).isEmpty();
  }

  @Test
  void aFleetInWhichEveryValueIsNewIsSilent() throws Exception {
    fleet.write(path("a"), sealed("k", "v", ALICE, CAROL)).commit("c1");
    fleet.write(path("a"), rewrapped("k", "v", ALICE)).delete("sops/users/carol").commit("c2");
    fleet.write(path("a"), sealed("k2", "v2", ALICE)).commit("c3");
    assertThat(findings()).isEmpty();
  }

  @Test
  void anAnchorThatKeptTheFormerKeyIsAHalfRotation() throws Exception {
    fleet.write(".sops.yaml", sopsYaml(CAROL)).commit("c1");
    assertThat(findings()).isEmpty();
    fleet.user("carol", "age1carol2").commit("c2");
    List<Finding> findings = findings();
    assertThat(findings).extracting(Finding::rule).containsExactly("key-half-rotated");
    assertThat(findings.get(0).path()).contains(".sops.yaml");
    assertThat(findings.get(0).message()).contains("was replaced in sops/users/carol/key.json");
    fleet.write(".sops.yaml", sopsYaml("age1carol2")).commit("c3");
    assertThat(findings()).isEmpty();
  }

  @Test
  void aUserWhoIsRegisteredWithTheFormerKeyOfTheAnchorIsAHalfRotation() throws Exception {
    fleet.write(".sops.yaml", sopsYaml(CAROL)).commit("c1");
    fleet.write(".sops.yaml", sopsYaml("age1carol2")).commit("c2");
    List<Finding> findings = findings();
    assertThat(findings).extracting(Finding::rule).containsExactly("key-half-rotated");
    assertThat(findings.get(0).path()).contains("sops/users/carol/key.json");
  }

  private static String sopsYaml(String carol) {
    return "keys:\n  - &carol "
        + carol
        + "\ncreation_rules:\n  - path_regex: ^tier2/\n    age: *carol\n";
  }

  @Test
  void aMachineWhosePrivateKeyIsOlderThanItsPublicKeyIsAHalfRotation() throws Exception {
    fleet.machine("web01", "age1web").write(path("web01-age.key"), sealed("k", "v", ALICE));
    fleet.commit("c1");
    fleet.write(path("web01-age.key"), rewrapped("k", "v", ALICE, CAROL)).commit("c2");
    assertThat(findings()).isEmpty();
    fleet.machine("web01", "age1web2").commit("c3");
    assertThat(findings()).extracting(Finding::rule).containsExactly("key-half-rotated");
    fleet.write(path("web01-age.key"), sealed("k2", "v2", ALICE)).commit("c4");
    assertThat(findings()).isEmpty();
  }

  @Test
  void aVarThatIsOlderThanWhatItWasMadeFromIsReported() throws Exception {
    String ca = "vars/shared/ca/key/secret";
    String certificate = "vars/per-machine/web01/tls/cert/value";
    fleet
        .machine("web01", "age1web")
        .write(
            "clan-manifest.json",
            new ManifestBuilder()
                .secret("web01", "ca", "key")
                .share("web01", "ca")
                .open("web01", "tls", "cert")
                .depends("web01", "tls", "ca")
                .json())
        .write(ca, sealed("k", "v", ALICE))
        .write(certificate, "certificate")
        .commit("c1");
    assertThat(findings()).isEmpty();
    fleet.write(ca, rewrapped("k", "v", ALICE, "age1web")).commit("readers only");
    assertThat(findings()).isEmpty();
    fleet.write(ca, sealed("k2", "v2", ALICE, "age1web")).commit("new authority");
    List<Finding> findings = findings();
    assertThat(findings).extracting(Finding::rule).containsExactly("dependency-newer");
    assertThat(findings.get(0).paths()).containsExactly(certificate);
    assertThat(findings.get(0).subject().type()).isEqualTo(Subject.Type.GENERATOR);
    fleet.write(certificate, "another").commit("generated again");
    assertThat(findings()).isEmpty();
  }

  @Test
  void whatStoodInClearIsReportedOnceItDoesNotAnyMore() throws Exception {
    fleet.write(path("a"), "hunter2");
    fleet.write(
        "id_ed25519", "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX");
    fleet.commit("c1");
    assertThat(findings()).isEmpty();
    fleet.delete("id_ed25519").write(path("a"), sealed("k", "v", ALICE)).commit("c2");
    assertThat(findings())
        .extracting(finding -> finding.rule() + " " + finding.path().orElse(""))
        .containsExactlyInAnyOrder(
            "private-key-in-history id_ed25519", "plaintext-in-history " + path("a"));
  }

  @Test
  void howMuchOfTheHistoryWasSeenIsSaid() throws Exception {
    fleet.write(path("a"), sealed("k", "v", ALICE)).commit("c1");
    Evidence evidence = evidence();
    assertThat(HistoryEvidence.state(evidence, Optional.empty()).state())
        .isEqualTo(Report.EvidenceState.State.SKIPPED);
    assertThat(HistoryEvidence.state(evidence, Optional.of("damaged")).state())
        .isEqualTo(Report.EvidenceState.State.UNAVAILABLE);
    Report.EvidenceState seen =
        HistoryEvidence.state(evidence.with(fleet.past()), Optional.empty());
    assertThat(seen.state()).isEqualTo(Report.EvidenceState.State.USED);
    assertThat(seen.reason()).contains("1 commit looked at");
  }
}
