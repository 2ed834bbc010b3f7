package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.keytally.clan.FleetReader;
import org.keytally.config.Configuration;
import org.keytally.config.Severity;

/** What a manifest tells of dependencies, through the rules. */
final class GraphRulesTest {

  private static final Set<String> RULES =
      Set.of(
          "dependency-cycle",
          "dependency-missing",
          "dependency-shared-on-machine",
          "dependency-ambiguous",
          "dependency-incomplete",
          "generator-without-files");

  private final Map<String, List<String>> machines = new TreeMap<>();

  @Test
  void aSoundGraphHasNoFindings() {
    generator("web01", "openssh", false, "openssh-ca");
    generator("web01", "openssh-ca", true);
    generator("db01", "openssh-ca", true);
    assertThat(findings()).isEmpty();
  }

  @Test
  void aCircleIsOneFindingThatShowsItsWay() {
    generator("web01", "a", false, "b");
    generator("web01", "b", false, "a");
    generator("db01", "a", false, "b");
    generator("db01", "b", false, "a");
    assertThat(findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("dependency-cycle");
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
              assertThat(finding.evidence()).isEqualTo(EvidenceKind.MANIFEST);
              assertThat(finding.message())
                  .contains("db01/a → db01/b → db01/a")
                  .contains("2 machines (db01 and web01)");
            });
  }

  @Test
  void aDependencyThatNothingDeclaresIsFound() {
    generator("web01", "a", false, "gone");
    assertThat(findings()).extracting(Finding::rule).containsExactly("dependency-missing");
  }

  @Test
  void aDependencyThatOnlyAnotherMachineDeclaresIsFound() {
    generator("web01", "a", false, "b");
    generator("db01", "b", true);
    assertThat(findings())
        .singleElement()
        .satisfies(f -> assertThat(f.message()).contains("only other machines declare"));
  }

  @Test
  void aSharedGeneratorThatNeedsAPerMachineOneIsFound() {
    generator("web01", "ca", true, "host");
    generator("web01", "host", false);
    assertThat(findings())
        .extracting(Finding::rule)
        .containsExactly("dependency-shared-on-machine");
  }

  @Test
  void aNameWithTwoMeaningsIsFound() {
    generator("web01", "ca", true, "seed");
    generator("db01", "ca", true, "seed");
    generator("web01", "seed", false);
    generator("db01", "seed", true);
    assertThat(findings()).extracting(Finding::rule).containsExactly("dependency-ambiguous");
  }

  @Test
  void aGeneratorThatOthersNeedAndThatMakesNothingIsFound() {
    generator("web01", "a", false, "empty");
    machines
        .computeIfAbsent("web01", k -> new ArrayList<>())
        .add("\"empty\": {\"share\": false, \"dependencies\": [], \"files\": {}}");
    assertThat(findings()).extracting(Finding::rule).containsExactly("generator-without-files");
  }

  @Test
  void aMissingFileOfADependencyEndangersWhatIsComplete() {
    // The sound fleet has web01's ssh key and no seed for it.
    machines
        .computeIfAbsent("web01", k -> new ArrayList<>())
        .add(
            "\"openssh\": {\"share\": false, \"dependencies\": [\"seed\"],"
                + " \"files\": {\"id_ed25519\": {\"secret\": true}}}");
    generator("web01", "seed", false);
    assertThat(findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("dependency-incomplete");
              assertThat(finding.subject().name()).isEqualTo("web01/seed");
              assertThat(finding.message()).contains("web01/openssh");
            });
  }

  @Test
  void withoutAManifestNothingIsSaidOfDependencies() throws Exception {
    Evidence evidence =
        new Evidence(
            FleetReader.read(SoundFleet.builder().snapshot(), Configuration.DEFAULT),
            Configuration.DEFAULT,
            Optional.empty(),
            Optional.empty());
    assertThat(Check.run(evidence, new Selection(RULES, Set.of()))).isEmpty();
  }

  private void generator(String machine, String name, boolean share, String... dependencies) {
    machines
        .computeIfAbsent(machine, k -> new ArrayList<>())
        .add(
            "\"%s\": {\"share\": %s, \"dependencies\": [%s], \"files\": {\"f\": {\"secret\": true}}}"
                .formatted(
                    name,
                    share,
                    dependencies.length == 0
                        ? ""
                        : '"' + String.join("\", \"", dependencies) + '"'));
  }

  private List<Finding> findings() {
    List<String> declared = new ArrayList<>();
    machines.forEach(
        (machine, generators) ->
            declared.add(
                "\"%s\": {\"settings\": {\"secretStore\": \"sops\", \"defaultGroups\": []}, \"generators\": {%s}}"
                    .formatted(machine, String.join(", ", generators))));
    String manifest =
        "{\"schema\": \"clan-manifest/1\", \"machines\": {" + String.join(", ", declared) + "}}";
    return SoundFleet.check(SoundFleet.builder().file("clan-manifest.json", manifest)).stream()
        .filter(finding -> RULES.contains(finding.rule()))
        .toList();
  }
}
