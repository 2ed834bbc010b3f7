package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keytally.clan.AgeStore;
import org.keytally.clan.Placement;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.ManifestBuilder;

/** A fleet that keeps its secrets with age, sound and with one fault at a time. */
class AgeStoreRulesTest {

  private static final String KEYS = "secrets/age-keys/machines/";
  private static final String VARS = "secrets/clan-vars/";
  private static final String HOST_KEY = VARS + "per-machine/web01/openssh/id/id.age";
  private static final String CA = VARS + "shared/ca/key/key.age";
  private static final String SEED = VARS + "shared/seed/key/key.age";

  /** The keys of alice, bob, web01 and db01 come from here; it is not itself looked at. */
  private static final FleetBuilder PEOPLE =
      FleetBuilder.seeded(7).user("alice").user("bob").machine("web01").machine("db01");

  private record Fault(String rule, String what, Change change, Set<String> also) {
    @Override
    public String toString() {
      return rule + ": " + what;
    }
  }

  private interface Change {
    void make(FleetBuilder fleet, ManifestBuilder manifest);
  }

  private static Fault fault(String rule, String what, Change change, String... also) {
    return new Fault(rule, what, change, Set.of(also));
  }

  static Stream<Fault> faults() {
    return Stream.of(
        fault("var-missing", "a secret", (f, m) -> f.remove(HOST_KEY)),
        fault("var-orphan", "a generator that is gone", (f, m) -> m.remove("web01", "openssh")),
        fault(
            "var-other-store",
            "a leftover of the time before sops",
            (f, m) -> {
              m.store("web01", "sops").store("db01", "sops").defaultGroups();
            },
            "var-missing"),
        fault("age-file-malformed", "a value in clear", (f, m) -> f.file(HOST_KEY, "hunter2\n")),
        fault("age-key-incomplete", "no private key", (f, m) -> f.remove(KEYS + "web01/key.age")),
        fault("age-key-incomplete", "no public key", (f, m) -> f.remove(KEYS + "web01/pub")),
        fault(
            "age-key-incomplete", "a key that is none", (f, m) -> f.file(KEYS + "web01/pub", "a")),
        fault("age-recipients-unset", "nobody at all", (f, m) -> m.recipients()),
        fault("age-list-missing", "of a key", (f, m) -> f.remove(KEYS + "db01/key.age.recipients")),
        fault("age-list-missing", "of a var", (f, m) -> f.remove(CA + ".recipients")),
        fault("age-list-stale", "a machine too few", (f, m) -> seal(f, CA, "web01")),
        fault("age-list-stale", "a machine too many", (f, m) -> m.remove("db01", "ca")),
        fault(
            "age-list-stale",
            "an admin who was added",
            (f, m) -> m.recipientsOf("db01", key("alice"), key("bob"), key("web01"))),
        fault(
            "age-list-wrong",
            "a recipient that the list does not name",
            (f, m) -> f.file(CA, sealed("web01", "db01", "alice"))),
        fault(
            "age-list-wrong",
            "a second recipient where one belongs",
            (f, m) -> f.file(HOST_KEY, sealed("web01", "alice"))));
  }

  @Test
  void aSoundFleetHasNoFindings() {
    assertThat(check(fleet(), manifest())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsFoundByItsRuleAndNoOther(Fault fault) {
    FleetBuilder fleet = fleet();
    ManifestBuilder manifest = manifest();
    fault.change().make(fleet, manifest);
    List<Finding> findings = check(fleet, manifest);
    Set<String> expected = new TreeSet<>(fault.also());
    expected.add(fault.rule());
    assertThat(SoundFleet.rules(findings))
        .as(findings.toString())
        .containsExactlyElementsOf(expected);
  }

  @Test
  void whereHostsHaveDifferentPeopleEitherOfClansChoicesIsSound() {
    ManifestBuilder manifest = manifest().recipientsOf("db01", key("bob"));
    FleetBuilder fleet = fleet();
    seal(fleet, KEYS + "db01/key.age", "bob");
    assertThat(check(fleet, manifest)).as("the union, as on storing").isEmpty();
    seal(fleet, SEED, "bob");
    assertThat(check(fleet, manifest)).as("the first machine's, as on mending").isEmpty();
    seal(fleet, SEED, "alice");
    assertThat(SoundFleet.rules(check(fleet, manifest))).containsExactly("age-list-stale");
  }

  @Test
  void theClanDirectoryIsFoundByTheAgeStoreAlone() {
    FleetBuilder fleet = FleetBuilder.seeded(1).clanDirectory("infra");
    fleet.file("infra/" + HOST_KEY, "no age file");

    assertThat(SoundFleet.rules(SoundFleet.check(fleet))).containsExactly("age-file-malformed");
  }

  @Test
  void whereAVarBelongsIsKnownForEveryPlacement() {
    assertThat(AgeStore.path((Placement.Var) FleetBuilder.shared("ca", "key"))).isEqualTo(CA);
  }

  private static FleetBuilder fleet() {
    FleetBuilder fleet = FleetBuilder.seeded(1).inventory("web01", "db01");
    for (String machine : List.of("web01", "db01")) {
      fleet.file(KEYS + machine + "/pub", key(machine) + "\n");
      seal(fleet, KEYS + machine + "/key.age", "alice", "bob");
    }
    fleet.file(HOST_KEY, sealed("web01"));
    seal(fleet, CA, "web01", "db01");
    seal(fleet, SEED, "alice", "bob");
    return fleet;
  }

  private static ManifestBuilder manifest() {
    ManifestBuilder manifest =
        new ManifestBuilder().recipients(key("alice"), key("bob")).secret("web01", "openssh", "id");
    for (String machine : List.of("web01", "db01")) {
      manifest
          .store(machine, "age")
          .secret(machine, "ca", "key")
          .share(machine, "ca")
          .secret(machine, "seed", "key")
          .notDeployed(machine, "seed", "key")
          .share(machine, "seed");
    }
    return manifest;
  }

  /** Puts an age file and the list of its recipients there. */
  private static void seal(FleetBuilder fleet, String path, String... owners) {
    TreeSet<String> keys = new TreeSet<>();
    for (String owner : owners) {
      keys.add(key(owner));
    }
    fleet.file(path, sealed(owners));
    fleet.file(path + ".recipients", String.join("\n", keys) + "\n");
  }

  /** An age file of as many recipients, as far as anybody can see without a key. */
  private static String sealed(String... owners) {
    String bytes = "A".repeat(43);
    StringBuilder file = new StringBuilder("age-encryption.org/v1\n");
    for (int i = 0; i < owners.length; i++) {
      file.append("-> X25519 ").append(bytes).append('\n').append(bytes).append('\n');
    }
    return file.append("--- ").append(bytes).append("\n0123456789abcdef").toString();
  }

  private static String key(String owner) {
    return PEOPLE.recipient(owner);
  }

  private static List<Finding> check(FleetBuilder fleet, ManifestBuilder manifest) {
    return SoundFleet.check(fleet.file("clan-manifest.json", manifest.json()));
  }
}
