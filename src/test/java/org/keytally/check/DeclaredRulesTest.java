package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.keytally.check.SoundFleet.CA;
import static org.keytally.check.SoundFleet.HOST_KEY;
import static org.keytally.check.SoundFleet.ROOT_PASSWORD;
import static org.keytally.demo.FleetBuilder.perExport;
import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;
import static org.keytally.demo.FleetBuilder.shared;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keytally.config.Severity;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.ManifestBuilder;

/**
 * One fault for each rule that compares the tree with what Nix declares: the rule finds it, and no
 * other rule than those named here has anything to say of it.
 */
public final class DeclaredRulesTest {

  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final String SSH = "src/test/resources/ssh";
  private static final String WEB = "vars/per-machine/web01/";

  /**
   * A fault of tree or manifest.
   *
   * @param rule that must find it
   * @param also further rules that rightly speak of it
   */
  public record Fault(
      String rule, String what, BiConsumer<FleetBuilder, ManifestBuilder> fault, Set<String> also) {

    @Override
    public String toString() {
      return rule + ": " + what;
    }
  }

  private static Fault fault(
      String rule, String what, BiConsumer<FleetBuilder, ManifestBuilder> fault, String... also) {
    return new Fault(rule, what, fault, Set.of(also));
  }

  /** What Nix declares of {@link SoundFleet}. */
  public static ManifestBuilder manifest() {
    return new ManifestBuilder()
        .secret("web01", "openssh", "id_ed25519")
        .open("web01", "openssh", "id_ed25519.pub")
        .secret("web01", "root-password", "hash")
        .secret("web01", "ca", "key")
        .share("web01", "ca")
        .secret("db01", "ca", "key")
        .share("db01", "ca");
  }

  private static List<Finding> check(FleetBuilder fleet, ManifestBuilder manifest) {
    return SoundFleet.check(fleet.file("clan-manifest.json", manifest.json()));
  }

  /** Every fault, for {@link SoundFleet} and {@link #manifest}. */
  public static Stream<Fault> faults() {
    return Stream.of(
        fault("var-missing", "a secret", (f, m) -> f.remove(WEB + "root-password")),
        fault("var-missing", "a public value", (f, m) -> f.remove(WEB + "openssh/id_ed25519.pub")),
        fault("var-missing", "a kept answer", (f, m) -> m.prompt("web01", "root-password", "pw")),
        fault("var-missing", "a shared secret", (f, m) -> f.remove("vars/shared/ca")),
        fault(
            "var-missing",
            "of a flake-level generator",
            (f, m) -> m.export("A:::", "token", "token", "web01")),
        fault(
            "var-orphan", "a generator that is gone", (f, m) -> m.remove("web01", "root-password")),
        fault(
            "var-orphan",
            "a file that is gone",
            (f, m) -> m.remove("web01", "openssh", "id_ed25519.pub")),
        fault(
            "var-orphan",
            "a shared generator that is gone",
            (f, m) -> m.remove("web01", "ca").remove("db01", "ca")),
        fault(
            "var-orphan",
            "a machine that is gone",
            (f, m) -> f.value(perMachine("gone", "a", "b"), "c\n")),
        fault(
            "var-wrong-visibility",
            "a declared secret stands in clear",
            (f, m) -> m.set("web01", "openssh", "id_ed25519.pub", "secret", "true")),
        fault(
            "var-wrong-visibility",
            "a declared public file is encrypted",
            (f, m) -> m.open("web01", "root-password", "hash")),
        fault(
            "var-wrong-visibility",
            "a secret that also stands in clear",
            (f, m) -> f.value(ROOT_PASSWORD, "old\n")),
        fault(
            "var-wrong-visibility",
            "a public value that is also encrypted",
            (f, m) ->
                f.secret(
                    perMachine("web01", "openssh", "id_ed25519.pub"),
                    "groups/admins",
                    "machines/web01")),
        fault("var-hash-stale", "another hash", (f, m) -> f.validationHash(CA, HASH)),
        fault(
            "var-hash-stale",
            "a hash that is not stored",
            (f, m) -> m.hash("web01", "openssh", HASH)),
        fault(
            "var-not-deployable",
            "a secret of a machine that is not linked",
            (f, m) -> f.secret(ROOT_PASSWORD, "groups/admins")),
        fault(
            "var-not-deployable",
            "a link that was deleted",
            (f, m) -> f.remove(WEB + "openssh/id_ed25519/machines")),
        fault(
            "var-not-deployable",
            "a shared secret that one machine lacks",
            (f, m) -> f.secret(CA, "groups/admins", "machines/web01")),
        fault(
            "var-overexposed",
            "a secret that is not deployed is linked",
            (f, m) -> m.notDeployed("web01", "root-password", "hash")),
        fault(
            "var-overexposed",
            "a shared secret of a machine that does not declare it",
            (f, m) -> m.remove("db01", "ca")),
        fault(
            "var-placed-twice",
            "a leftover of the time when it was per machine",
            (f, m) ->
                f.secret(perMachine("web01", "ca", "key"), "groups/admins", "machines/web01")),
        fault(
            "machine-unknown",
            "a key of a machine that Nix does not know",
            (f, m) -> {
              f.inventory("web01").remove("machines/db01");
              m.remove("db01");
            }),
        fault(
            "var-share-conflict",
            "shared on one machine only",
            (f, m) -> {
              f.secret(perMachine("db01", "vpn", "key"), "groups/admins", "machines/db01")
                  .secret(shared("vpn", "key"), "groups/admins", "machines/web01");
              m.secret("db01", "vpn", "key").secret("web01", "vpn", "key").share("web01", "vpn");
            }),
        fault(
            "var-shared-differs",
            "one machine knows another file",
            (f, m) -> {
              f.value(shared("ca", "pub"), "c\n");
              m.open("db01", "ca", "pub");
            }),
        fault(
            "var-shared-differs",
            "one machine asks in another way",
            (f, m) ->
                m.prompt("web01", "ca", "key", "hidden")
                    .prompt("db01", "ca", "key", "multiline-hidden")),
        fault(
            "var-owner-unusable",
            "a password hash of a user who does not exist yet",
            (f, m) ->
                m.set("web01", "root-password", "hash", "neededFor", "\"users\"")
                    .set("web01", "root-password", "hash", "owner", "\"alice\"")),
        fault(
            "default-group-unknown",
            "a group that nobody made",
            (f, m) -> m.defaultGroups("admins", "ops")),
        fault(
            "default-group-without-access",
            "a var that one of the group reads",
            (f, m) -> f.secret(ROOT_PASSWORD, "users/alice", "machines/web01"),
            "single-reader"),
        fault(
            "machine-key-without-group",
            "the private key is one person's",
            (f, m) -> f.machine("db01", "users/alice"),
            "single-reader"),
        fault(
            "user-outside-default-groups",
            "a user who was forgotten",
            (f, m) -> f.user("carol").secret(plain("diary"), "users/carol", "groups/admins"),
            "user-anchor-missing"),
        fault(
            "var-other-store",
            "files of sops while another store is selected",
            (f, m) -> {
              m.remove("db01", "ca").remove("web01", "ca");
              f.remove("vars/shared/ca");
              m.store("web01", "password-store").store("db01", "password-store");
            },
            "var-store-not-checked"),
        fault(
            "var-store-not-checked",
            "a store that is not in the repository",
            (f, m) -> {
              f.remove("vars/per-machine/web01/openssh/id_ed25519")
                  .remove("vars/per-machine/web01/root-password")
                  .remove("vars/shared/ca");
              m.store("web01", "password-store").store("db01", "password-store");
            }),
        fault(
            "var-stores-differ",
            "one machine selects another store",
            (f, m) -> m.machines("mail01").store("mail01", "custom")),
        fault(
            "machine-without-key",
            "secrets are deployed to a machine without key",
            (f, m) -> {
              f.secret(perMachine("mail01", "a", "b"), "groups/admins");
              m.secret("mail01", "a", "b");
            }));
  }

  @Test
  void aSoundFleetThatIsAsDeclaredHasNoFindings() {
    assertThat(check(SoundFleet.builder(), manifest())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsFoundByItsRuleAndNoOther(Fault fault) {
    FleetBuilder fleet = SoundFleet.builder();
    ManifestBuilder manifest = manifest();
    fault.fault().accept(fleet, manifest);
    List<Finding> findings = check(fleet, manifest);
    Set<String> expected = new TreeSet<>(fault.also());
    expected.add(fault.rule());
    assertThat(SoundFleet.rules(findings))
        .as(findings.toString())
        .containsExactlyElementsOf(expected);
    assertThat(findings).filteredOn(f -> f.rule().equals(fault.rule())).hasSize(1);
  }

  @Test
  void anInventoryThatNixDoesNotReadIsReported() {
    FleetBuilder fleet =
        FleetBuilder.seeded(1)
            .clanDirectory("infra")
            .user("alice")
            .user("bob")
            .group("admins", "alice", "bob")
            .machine("web01", "groups/admins")
            .secret(HOST_KEY, "groups/admins", "machines/web01")
            .file("inventory.json", "{}");
    ManifestBuilder manifest =
        new ManifestBuilder().clanDirectory("infra").secret("web01", "openssh", "id_ed25519");
    List<Finding> findings =
        SoundFleet.check(fleet.file("infra/clan-manifest.json", manifest.json()));
    assertThat(SoundFleet.rules(findings)).containsExactly("inventory-elsewhere");
  }

  @Test
  void withoutAManifestPeersTellWhatMayBeMissing() {
    FleetBuilder fleet = SoundFleet.builder();
    for (int i = 1; i <= 4; i++) {
      fleet
          .machine("node" + i, "groups/admins")
          .secret(perMachine("node" + i, "vpn", "key"), "groups/admins", "machines/node" + i);
      if (i != 4) {
        fleet.value(perMachine("node" + i, "vpn", "key.pub"), "k" + i + "\n");
      }
    }
    List<Finding> findings = SoundFleet.check(fleet.inventory());
    assertThat(findings)
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(tuple("var-peers-differ", Severity.INFO));
    assertThat(findings.get(0).paths()).containsExactly("vars/per-machine/node4/vpn");
  }

  @Test
  void withoutAManifestALinkThatAllPeersHaveIsMissed() {
    FleetBuilder fleet = SoundFleet.builder();
    for (int i = 1; i <= 4; i++) {
      fleet.machine("node" + i, "groups/admins");
      fleet.secret(perMachine("node" + i, "vpn", "key"), "groups/admins", "machines/node" + i);
    }
    fleet.secret(perMachine("node3", "vpn", "key"), "groups/admins");
    fleet.secret(plain("other"), "groups/admins", "machines/node3");
    List<Finding> findings = SoundFleet.check(fleet.inventory());
    assertThat(findings)
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(tuple("var-not-deployable", Severity.INFO));
  }

  @Test
  void whatAStaleManifestSaysIsAWarningAtMost() {
    List<Finding> findings =
        check(
            SoundFleet.builder().remove(WEB + "root-password"),
            manifest().source("{\"nixFiles\": \"0\"}"));
    assertThat(SoundFleet.rules(findings)).containsExactly("manifest-stale", "var-missing");
    assertThat(findings).extracting(Finding::severity).containsOnly(Severity.WARNING);
    assertThat(findings)
        .filteredOn(finding -> finding.rule().equals("var-missing"))
        .allMatch(finding -> finding.fix().orElse("").startsWith("First keytally manifest;"));
    assertThat(findings)
        .filteredOn(finding -> finding.rule().equals("manifest-stale"))
        .allMatch(finding -> finding.fix().orElse("").startsWith("Make it anew"));
  }

  @Test
  void aGeneratorThatNoMachineHasIsOneFindingWithAllItsFiles() {
    ManifestBuilder manifest = manifest();
    for (String machine : List.of("web01", "db01")) {
      manifest.secret(machine, "vpn", "key").open(machine, "vpn", "key.pub");
    }
    List<Finding> findings = check(SoundFleet.builder(), manifest);
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).subject()).isEqualTo(new Subject(Subject.Type.GENERATOR, "vpn"));
    assertThat(findings.get(0).paths())
        .containsExactlyInAnyOrder(
            "vars/per-machine/db01/vpn/key/secret",
            "vars/per-machine/db01/vpn/key.pub/value",
            "vars/per-machine/web01/vpn/key/secret",
            "vars/per-machine/web01/vpn/key.pub/value");
    assertThat(findings.get(0).message()).contains("key and key.pub").contains("db01 and web01");
    assertThat(findings.get(0).fix()).contains("clan vars generate db01 web01");
  }

  @Test
  void flakeLevelVarsAreComparedToo() {
    FleetBuilder fleet =
        SoundFleet.builder()
            .secret(perExport("A:::", "token", "token"), "groups/admins", "machines/web01");
    assertThat(check(fleet, manifest().export("A:::", "token", "token", "web01"))).isEmpty();
    assertThat(
            SoundFleet.rules(
                check(fleet, manifest().export("A:::", "token", "token", "web01", "db01"))))
        .containsExactly("var-not-deployable");
    assertThat(SoundFleet.rules(check(fleet, manifest().export("A:::", "token", "token"))))
        .containsExactly("var-overexposed");
    assertThat(SoundFleet.rules(check(fleet, manifest().export("A:::", "token", "other", "web01"))))
        .containsExactly("var-missing", "var-orphan");
  }

  @Test
  void theManifestSaysWhoMaySignACertificate() throws Exception {
    FleetBuilder fleet =
        SoundFleet.builder()
            .value(shared("ca", "key.pub"), Files.readString(Path.of(SSH, "ca2.pub")))
            .value(
                perMachine("web01", "cert", "host-cert.pub"),
                Files.readString(Path.of(SSH, "host-cert.pub")));
    ManifestBuilder manifest =
        manifest()
            .open("web01", "ca", "key.pub")
            .open("db01", "ca", "key.pub")
            .open("web01", "cert", "host-cert.pub");
    assertThat(check(fleet, manifest)).isEmpty();
    assertThat(SoundFleet.rules(check(fleet, manifest.depends("web01", "cert", "ca"))))
        .containsExactly("ssh-certificate-stale");
  }

  @Test
  void ofAMachineThatWasNotEvaluatedNothingIsOrphaned() {
    List<Finding> findings = check(SoundFleet.builder(), manifest().failed("web01"));
    assertThat(SoundFleet.rules(findings)).containsExactly("machine-not-evaluated");
  }

  @Test
  void aReplacedMachineKeyStaysOneFindingWithAManifest() {
    List<Finding> findings =
        check(SoundFleet.builder().replaceKeyWithoutReencryption("web01"), manifest());
    assertThat(SoundFleet.rules(findings)).containsExactly("machine-key-stale");
  }

  @Test
  void whoMayBeMissingIsKnownByTheFile() {
    Completeness completeness =
        completeness(
            SoundFleet.builder()
                .secret(HOST_KEY, "groups/admins")
                .remove("vars/shared/ca/key/secret")
                .secret(shared("other", "key"), "groups/admins"),
            manifest());
    assertThat(completeness.vars())
        .extracting(v -> v.placement().label(), DeclaredVar::state, DeclaredVar::unlinked)
        .containsExactly(
            tuple("shared/ca/key", DeclaredVar.State.MISSING, List.of()),
            tuple("web01/openssh/id_ed25519", DeclaredVar.State.PRESENT, List.of("web01")),
            tuple("web01/openssh/id_ed25519.pub", DeclaredVar.State.PRESENT, List.of()),
            tuple("web01/root-password/hash", DeclaredVar.State.PRESENT, List.of()));
    assertThat(completeness.undeclared())
        .extracting(Completeness.Undeclared::path, Completeness.Undeclared::reason)
        .containsExactly(
            tuple("vars/shared/other/key/secret", Completeness.Undeclared.Reason.GENERATOR));
  }

  static Completeness completeness(FleetBuilder fleet, ManifestBuilder manifest) {
    try {
      return Completeness.of(
          org.keytally.clan.FleetReader.read(
              fleet.snapshot(), org.keytally.config.Configuration.DEFAULT),
          org.keytally.clan.ManifestReader.read(
              manifest.json().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    } catch (Exception e) {
      throw new AssertionError("the fleet cannot be read", e);
    }
  }
}
