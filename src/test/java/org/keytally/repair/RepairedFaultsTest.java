package org.keytally.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keytally.age.Identity;
import org.keytally.age.IdentityFile;
import org.keytally.age.Prompt;
import org.keytally.check.Check;
import org.keytally.check.DeclaredRulesTest;
import org.keytally.check.Evidence;
import org.keytally.check.Finding;
import org.keytally.check.RulesTest;
import org.keytally.check.Selection;
import org.keytally.check.SoundFleet;
import org.keytally.clan.FleetReader;
import org.keytally.config.Configuration;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.ManifestBuilder;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;
import org.keytally.git.Snapshot;

/**
 * Every fault that the rules are tested with, repaired: what the catalogue calls automatic is
 * mended, nothing else is touched, and a second repair has nothing to do.
 */
class RepairedFaultsTest {

  /** Rules whose faults repair mends, and all that follows from them. */
  private static final Set<String> MENDED =
      Set.of(
          "anchor-unused",
          "default-group-without-access",
          "group-link-missing",
          "key-file-untidy",
          "key-invalid",
          "link-dangling",
          "link-not-a-link",
          "link-not-canonical",
          "link-outside",
          "link-wrong-kind",
          "machine-key-stale",
          "machine-key-without-group",
          "recipient-extra",
          "recipient-missing",
          "recipient-unknown",
          "rule-recipient-drift",
          "secret-malformed",
          "stray-entry",
          "user-anchor-missing",
          "var-not-deployable",
          "var-overexposed",
          "var-placed-twice");

  /** Faults where that is not all that there is to say, with what is left. */
  private static final Map<String, Set<String>> LEFT =
      Map.ofEntries(
          left("link-outside: a link leaves the repository", "link-outside"),
          left("key-invalid: a key with a wrong checksum", "key-invalid"),
          left("key-invalid: a key.json with conflict markers", "key-invalid"),
          left("key-shared: two machines have one key", "key-shared", "machine-anchor-mismatch"),
          // Mended by deleting the anchor, which nobody uses.
          left("key-invalid: an anchor with a wrong checksum"),
          left("machine-without-key: the public half is not registered"),
          left("inventory-invalid: an empty field that clan has removed"),
          left("name-invalid: a user's name has a capital letter", "name-invalid"),
          left("machine-key-ambiguous: a machine with two keys", "machine-key-ambiguous"),
          left(
              "machine-key-exposed: a machine reads the private key of another",
              "machine-without-secrets"),
          left("var-placed-twice: a generator is shared and per machine", "var-placed-twice"),
          left("var-wrong-visibility: a secret that also stands in clear, declared"),
          left("var-wrong-visibility: a public value that is also encrypted, declared"),
          // The person's own link stays beside the group's.
          left(
              "default-group-without-access: a var that one of the group reads, declared",
              "link-redundant"),
          left(
              "machine-key-without-group: the private key is one person's, declared",
              "link-redundant"),
          left(
              "user-outside-default-groups: a user who was forgotten, declared",
              "user-outside-default-groups"));

  private static Map.Entry<String, Set<String>> left(String fault, String... rules) {
    return Map.entry(fault, Set.of(rules));
  }

  @TempDir private Path folder;

  record Broken(String rule, String what, FleetBuilder fleet) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Broken> fleets() {
    Stream<Broken> tree =
        RulesTest.faults()
            .map(f -> new Broken(f.rule(), f.toString(), f.fault().apply(SoundFleet.builder())));
    Stream<Broken> declared =
        DeclaredRulesTest.faults()
            .map(
                fault -> {
                  FleetBuilder fleet = SoundFleet.builder();
                  ManifestBuilder manifest = DeclaredRulesTest.manifest();
                  fault.fault().accept(fleet, manifest);
                  return new Broken(
                      fault.rule(),
                      fault + ", declared",
                      fleet.file("clan-manifest.json", manifest.json()));
                });
    return Stream.concat(tree, declared);
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void whatCanBeMendedIsMendedAndASecondRepairHasNothingToDo(Broken broken) throws Exception {
    List<Identity> identities = identities(broken.fleet());
    Set<String> before = rules(broken.fleet().snapshot());
    Set<String> left =
        LEFT.getOrDefault(broken.what(), MENDED.contains(broken.rule()) ? Set.of() : before);
    Plan plan = planner(broken.fleet().snapshot(), Selection.ALL, identities).plan();
    assertThat(plan.steps().isEmpty()).isEqualTo(left.equals(before));
    Set<String> rest = new TreeSet<>();
    plan.rest().forEach(finding -> rest.add(finding.rule()));
    assertThat(rest).as("left to a person; " + plan.obstacles()).isEqualTo(left);
    if (!plan.steps().isEmpty()) {
      broken.fleet().commitTo(folder);
      assertThat(rules(repaired(Selection.ALL, identities))).isEqualTo(left);
    }
  }

  /** The work tree after its repair, of which a second one finds nothing to do. */
  private Snapshot repaired(Selection selection, List<Identity> identities) throws Exception {
    try (Repository repository = Repositories.open(folder)) {
      Planner planner = planner(repository.worktreeSnapshot(), selection, identities);
      Plan plan = planner.plan();
      assertThat(plan.steps()).isNotEmpty();
      new Transaction(folder, repository.gitDirectory(), () -> false)
          .apply(plan.edits(), planner.readBack(plan));
      Snapshot repaired = repository.worktreeSnapshot();
      assertThat(planner(repaired, selection, identities).plan().steps()).isEmpty();
      return repaired;
    }
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void aRepairOfOneRuleDoesNothingForOthers(Broken broken) throws Exception {
    Selection only = new Selection(Set.of(broken.rule()), Set.of());
    Plan plan = planner(broken.fleet().snapshot(), only, identities(broken.fleet())).plan();
    assertThat(plan.steps()).allMatch(step -> step.rules().equals(List.of(broken.rule())));
    boolean mended = MENDED.contains(broken.rule()) && !LEFT.containsKey(broken.what());
    assertThat(plan.steps().isEmpty() && mended).isFalse();
  }

  @Test
  void aDeclaredHashIsWrittenOnlyWhenAsked() throws Exception {
    String hash = "0123456789abcdef".repeat(4);
    FleetBuilder fleet = SoundFleet.builder().validationHash(SoundFleet.HOST_KEY, "f".repeat(64));
    fleet.validationHash(SoundFleet.CA, hash);
    ManifestBuilder manifest = DeclaredRulesTest.manifest().hash("web01", "openssh", hash);
    assertThat(mendedByName("var-hash-stale", fleet.file("clan-manifest.json", manifest.json())))
        .isEmpty();
    assertThat(folder.resolve("vars/per-machine/web01/openssh/.validation-hash")).hasContent(hash);
    assertThat(folder.resolve("vars/shared/ca/.validation-hash")).doesNotExist();
  }

  @Test
  void whoNamesTheRuleSaysThatTheRegisteredKeyIsRight() throws Exception {
    assertThat(mendedByName("user-anchor-mismatch", SoundFleet.builder().anchorMismatch("alice")))
        .isEmpty();
  }

  @Test
  void theSameHoldsForAMachine() throws Exception {
    assertThat(mendedByName("machine-anchor-mismatch", SoundFleet.builder().anchorMismatch("db01")))
        .isEmpty();
  }

  /** What the rules find after what a plain repair leaves alone was repaired by name. */
  private Set<String> mendedByName(String rule, FleetBuilder fleet) throws Exception {
    fleet.commitTo(folder);
    List<Identity> identities = identities(fleet);
    assertThat(planner(fleet.snapshot(), Selection.ALL, identities).plan().steps()).isEmpty();
    return rules(repaired(new Selection(Set.of(rule), Set.of()), identities));
  }

  private static List<Identity> identities(FleetBuilder fleet) throws Exception {
    byte[] text = fleet.keyFile("alice", "bob");
    try {
      return List.copyOf(IdentityFile.parse(text, Prompt.NOBODY));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static Planner planner(
      Snapshot snapshot, Selection selection, List<Identity> identities) {
    return new Planner(snapshot, Configuration.DEFAULT, selection, identities, Set.of());
  }

  private static Set<String> rules(Snapshot snapshot) throws Exception {
    Evidence evidence =
        new Evidence(
            FleetReader.read(snapshot, Configuration.DEFAULT),
            Configuration.DEFAULT,
            Optional.empty(),
            Optional.empty());
    Set<String> rules = new TreeSet<>();
    for (Finding finding : Check.run(evidence, Selection.ALL)) {
      rules.add(finding.rule());
    }
    return rules;
  }
}
