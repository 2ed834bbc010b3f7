package org.keytally.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keytally.age.Identity;
import org.keytally.age.IdentityFile;
import org.keytally.age.Prompt;
import org.keytally.check.Check;
import org.keytally.check.DeclaredRulesTest;
import org.keytally.check.Evidence;
import org.keytally.check.Finding;
import org.keytally.check.Selection;
import org.keytally.check.SoundFleet;
import org.keytally.clan.FleetReader;
import org.keytally.config.Configuration;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.ManifestBuilder;
import org.keytally.git.Snapshot;

/**
 * A finding that names {@code keytally repair --only RULE} is mended by it: the plan for that rule
 * is not empty, and once it is carried out the finding is gone, or the plan says what it lacks.
 */
class NamedRepairsTest {

  private static final Pattern REPAIR = Pattern.compile("keytally repair --only ([a-z-]+)");

  static Stream<RepairedFaultsTest.Broken> fleets() {
    return RepairedFaultsTest.fleets();
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void theRepairThatAFindingNamesMendsIt(RepairedFaultsTest.Broken broken) throws Exception {
    Snapshot snapshot = broken.fleet().snapshot();
    for (Finding finding : findings(snapshot)) {
      Matcher named = REPAIR.matcher(finding.fix().orElse(""));
      if (!named.find()) {
        continue;
      }
      String rule = named.group(1);
      Plan plan =
          new Planner(
                  snapshot,
                  Configuration.DEFAULT,
                  new Selection(Set.of(rule), Set.of()),
                  identities(broken.fleet()),
                  Set.of())
              .plan();
      assertThat(plan.steps().isEmpty() && plan.obstacles().isEmpty())
          .as("%s says: %s", finding.message(), finding.fix().orElse(""))
          .isFalse();
      if (plan.obstacles().isEmpty()) {
        assertThat(plan.rest())
            .as("left of %s", finding.fix().orElse(""))
            .noneMatch(rest -> isSame(rest, finding));
      }
    }
  }

  @Test
  void onTheWordOfAnOldManifestNothingIsTakenAway() throws Exception {
    ManifestBuilder manifest =
        DeclaredRulesTest.manifest()
            .notDeployed("web01", "root-password", "hash")
            .source("{\"nixFiles\": \"0\"}");
    FleetBuilder fleet = SoundFleet.builder().file("clan-manifest.json", manifest.json());
    Snapshot snapshot = fleet.snapshot();
    assertThat(findings(snapshot))
        .extracting(Finding::rule)
        .containsExactlyInAnyOrder("var-overexposed", "manifest-stale");
    Plan plan =
        new Planner(snapshot, Configuration.DEFAULT, Selection.ALL, identities(fleet), Set.of())
            .plan();
    assertThat(plan.steps()).isEmpty();
  }

  private static boolean isSame(Finding rest, Finding finding) {
    return rest.rule().equals(finding.rule())
        && rest.subject().equals(finding.subject())
        && rest.path().equals(finding.path());
  }

  private static List<Finding> findings(Snapshot snapshot) throws Exception {
    Evidence evidence =
        new Evidence(
            FleetReader.read(snapshot, Configuration.DEFAULT),
            Configuration.DEFAULT,
            Optional.empty(),
            Optional.empty());
    return Check.run(evidence, Selection.ALL);
  }

  private static List<Identity> identities(FleetBuilder fleet) throws Exception {
    byte[] text = fleet.keyFile("alice", "bob");
    try {
      return List.copyOf(IdentityFile.parse(text, Prompt.NOBODY));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }
}
