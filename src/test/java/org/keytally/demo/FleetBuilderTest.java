package org.keytally.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.keytally.demo.FleetBuilder.perExport;
import static org.keytally.demo.FleetBuilder.perMachine;
import static org.keytally.demo.FleetBuilder.plain;
import static org.keytally.demo.FleetBuilder.shared;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.config.Configuration;
import org.keytally.git.FileMode;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;
import org.keytally.sops.MasterKey;
import org.keytally.sops.SopsFile;
import org.keytally.sops.SopsFileReader;

class FleetBuilderTest {

  private static FleetBuilder fleet() {
    return FleetBuilder.seeded(1)
        .user("alice")
        .user("bob")
        .machine("web01", "admins")
        .machineWithHostKey("web02")
        .group("admins", "alice", "bob")
        .group("webs", "web01", "web02")
        .secret(plain("backup-password"), "admins", "web01")
        .secret(perMachine("web01", "openssh", "ssh.id_ed25519"), "web01", "alice")
        .value(perMachine("web01", "openssh", "ssh.id_ed25519.pub"), "ssh-ed25519 AAAA")
        .validationHash(perMachine("web01", "openssh", "ssh.id_ed25519"), "0".repeat(64))
        .secret(shared("wifi", "password"), "webs", "admins")
        .secret(perExport("A:::", "ca", "key"), "admins")
        .inventory();
  }

  @Test
  void theLayoutIsTheOneThatClanWrites() {
    assertThat(fleet().build().paths())
        .containsExactly(
            "inventory.json",
            "machines/web01/configuration.nix",
            "machines/web02/configuration.nix",
            "sops/groups/admins/users/alice",
            "sops/groups/admins/users/bob",
            "sops/groups/webs/machines/web01",
            "sops/groups/webs/machines/web02",
            "sops/machines/web01/key.json",
            "sops/machines/web02/key.json",
            "sops/secrets/backup-password/groups/admins",
            "sops/secrets/backup-password/machines/web01",
            "sops/secrets/backup-password/secret",
            "sops/secrets/web01-age.key/groups/admins",
            "sops/secrets/web01-age.key/secret",
            "sops/users/alice/key.json",
            "sops/users/bob/key.json",
            "vars/per-export/A:::/ca/key/groups/admins",
            "vars/per-export/A:::/ca/key/secret",
            "vars/per-machine/web01/openssh/.validation-hash",
            "vars/per-machine/web01/openssh/ssh.id_ed25519.pub/value",
            "vars/per-machine/web01/openssh/ssh.id_ed25519/machines/web01",
            "vars/per-machine/web01/openssh/ssh.id_ed25519/secret",
            "vars/per-machine/web01/openssh/ssh.id_ed25519/users/alice",
            "vars/shared/wifi/password/groups/admins",
            "vars/shared/wifi/password/groups/webs",
            "vars/shared/wifi/password/secret");
  }

  @Test
  void linksHaveTheCanonicalTargets() {
    FleetTree tree = fleet().build();
    assertThat(tree.text("sops/groups/admins/users/alice")).hasValue("../../../users/alice");
    assertThat(tree.text("sops/secrets/backup-password/groups/admins"))
        .hasValue("../../../groups/admins");
    assertThat(tree.text("vars/shared/wifi/password/groups/webs"))
        .hasValue("../../../../../sops/groups/webs");
    assertThat(tree.text("vars/per-machine/web01/openssh/ssh.id_ed25519/users/alice"))
        .hasValue("../../../../../../sops/users/alice");
    assertThat(tree.text("vars/per-export/A:::/ca/key/groups/admins"))
        .hasValue("../../../../../../sops/groups/admins");
  }

  @Test
  void aClanDirectoryMovesEverythingTogether() {
    FleetTree tree =
        FleetBuilder.seeded(1)
            .clanDirectory("infra/clan")
            .user("alice")
            .secret(shared("wifi", "password"))
            .anchor("alice")
            .build();
    assertThat(tree.paths())
        .containsExactly(
            ".sops.yaml",
            "infra/clan/sops/users/alice/key.json",
            "infra/clan/vars/shared/wifi/password/secret",
            "infra/clan/vars/shared/wifi/password/users/alice");
    assertThat(tree.text("infra/clan/vars/shared/wifi/password/users/alice"))
        .hasValue("../../../../../sops/users/alice");
  }

  @Test
  void aKeyFileIsTheSortedListForm() {
    FleetBuilder fleet = FleetBuilder.seeded(1).userWithKeys("alice", "age1z", "age1b");
    assertThat(fleet.build().text("sops/users/alice/key.json"))
        .hasValue(
            """
            [
              {
                "publickey": "age1b",
                "type": "age"
              },
              {
                "publickey": "age1z",
                "type": "age"
              }
            ]""");
  }

  @Test
  void aliasesOfTheSopsConfigurationNameTheKeysOfTheirOwners() {
    FleetBuilder fleet =
        FleetBuilder.seeded(1)
            .user("alice")
            .machine("web01")
            .anchor("admin-alice", "alice")
            .anchor("web01")
            .rule("secrets/web/.*", "admin-alice", "web01");
    assertThat(fleet.build().text(".sops.yaml"))
        .hasValue(
            """
            keys:
              - &admin-alice %s
              - &web01 %s
            creation_rules:
              - path_regex: secrets/web/.*
                key_groups:
                  - age:
                      - *admin-alice
                      - *web01
            """
                .formatted(fleet.recipient("alice"), fleet.recipient("web01")));
  }

  @Test
  void oneSeedGivesOneSetOfKeys() {
    assertThat(fleet().recipient("alice")).isEqualTo(fleet().recipient("alice"));
    assertThat(fleet().recipient("alice")).isNotEqualTo(fleet().recipient("bob"));
    assertThat(FleetBuilder.random().user("alice").recipient("alice"))
        .isNotEqualTo(FleetBuilder.random().user("alice").recipient("alice"));
  }

  @Test
  void agesOwnProgramDerivesTheSamePublicKey(@TempDir Path directory) throws Exception {
    Path keygen = RealTools.require("age-keygen");
    FleetBuilder fleet = fleet();
    Path keyFile = Files.write(directory.resolve("keys.txt"), fleet.keyFile("alice", "web01"));
    assertThat(run(keygen.toString(), "-y", keyFile.toString()))
        .isEqualTo(fleet.recipient("alice") + "\n" + fleet.recipient("web01") + "\n");
  }

  @Test
  void aSecretWhoseReadersStayKeepsItsBytes() {
    FleetBuilder fleet = fleet();
    FleetTree before = fleet.build();
    FleetTree after = fleet.dropRecipient(shared("wifi", "password"), "bob").user("carol").build();
    String untouched = "sops/secrets/backup-password/secret";
    assertThat(after.content(untouched)).hasValue(before.content(untouched).orElseThrow());
    String touched = "vars/shared/wifi/password/secret";
    assertThat(after.text(touched)).isNotEqualTo(before.text(touched));
  }

  @Test
  void aSecretOfWhichOnlyTheReadersChangeKeepsItsCiphertext() {
    FleetBuilder fleet = fleet();
    SopsFile before = backupPassword(fleet);
    SopsFile fewer = backupPassword(fleet.dropRecipient(plain("backup-password"), "bob"));
    SopsFile more = backupPassword(fleet.extraRecipient(plain("backup-password"), "web02"));
    assertThat(fewer.keys()).hasSize(before.keys().size() - 1);
    assertThat(more.keys()).hasSameSizeAs(before.keys());
    assertThat(before.ciphertext()).isPresent();
    assertThat(fewer.ciphertext()).isEqualTo(before.ciphertext());
    assertThat(more.ciphertext()).isEqualTo(before.ciphertext());
    SopsFile changed =
        backupPassword(fleet.secretText(plain("backup-password"), "new", "admins", "web01"));
    assertThat(changed.ciphertext()).isNotEqualTo(before.ciphertext());
  }

  @Test
  void gitSeesLinksAsLinks(@TempDir Path directory) throws Exception {
    Path git = RealTools.require("git");
    fleet().executable("sops/users/bob/key.json").commitTo(directory);
    String listing = run(git.toString(), "-C", directory.toString(), "ls-tree", "-r", "HEAD");
    assertThat(listing.lines().filter(line -> line.endsWith("\tsops/groups/webs/machines/web02")))
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("120000 blob "));
    assertThat(listing.lines().filter(line -> line.endsWith("\tsops/users/alice/key.json")))
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("100644 blob "));
    assertThat(listing.lines().filter(line -> line.endsWith("\tsops/users/bob/key.json")))
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("100755 blob "));
    assertThat(run(git.toString(), "-C", directory.toString(), "status", "--porcelain")).isEmpty();
  }

  @Test
  void aChangedFleetIsTheNextCommit(@TempDir Path directory) throws Exception {
    Path git = RealTools.require("git");
    FleetBuilder fleet = fleet();
    String first = fleet.commitTo(directory);
    fleet.remove("vars/shared").file("README.md", "changed\n");
    fleet.build().commitTo(directory, "Change the fleet");
    assertThat(
            run(git.toString(), "-C", directory.toString(), "diff", "--name-status", first, "HEAD"))
        .isEqualTo(
            """
            A\tREADME.md
            D\tvars/shared/wifi/password/groups/admins
            D\tvars/shared/wifi/password/groups/webs
            D\tvars/shared/wifi/password/secret
            """);
  }

  @Test
  void theSnapshotInMemoryIsTheTreeOnDisk(@TempDir Path directory) throws Exception {
    FleetBuilder fleet = fleet();
    Snapshot snapshot = fleet.snapshot();
    fleet.writeTo(directory);
    List<String> read = new ArrayList<>();
    snapshot.read(
        snapshot.entries(),
        1 << 20,
        (entry, content) -> {
          read.add(entry.path());
          assertThat(content).isEqualTo(onDisk(directory, entry));
        });
    assertThat(read).isEqualTo(fleet.build().paths());
  }

  @Test
  void theModelOfASoundFleetHasNoProblems() throws Exception {
    Fleet model = FleetReader.read(fleet().snapshot(), Configuration.DEFAULT);
    assertThat(model.problems()).isEmpty();
    assertThat(model.users()).containsOnlyKeys("alice", "bob");
    assertThat(model.users().values()).allSatisfy(user -> assertThat(user.problems()).isEmpty());
    assertThat(model.machines().declared()).containsExactlyInAnyOrder("web01", "web02");
    assertThat(model.secrets())
        .hasSize(5)
        .allSatisfy(secret -> assertThat(secret.problems()).isEmpty())
        .allSatisfy(secret -> assertThat(secret.groups()).allMatch(link -> link.isFollowed()));
  }

  @Test
  void secretsAreWholeToAReaderWithoutKeys() {
    for (FleetBuilder fleet : List.of(fleet(), fleet().shapesOnly())) {
      SopsFile secret = backupPassword(fleet);
      assertThat(secret.problems()).isEmpty();
      assertThat(secret.keys())
          .extracting(MasterKey::identifier)
          .containsExactlyInAnyOrder(
              fleet.recipient("alice"), fleet.recipient("bob"), fleet.recipient("web01"));
    }
  }

  @Test
  void sopsOpensASecretWithTheKeyFileOfEachReaderAndNobodyElse(@TempDir Path directory)
      throws Exception {
    Path sops = RealTools.require("sops");
    FleetBuilder fleet = fleet().secretText(plain("greeting"), "hello\nworld", "admins", "web01");
    fleet.writeTo(directory);
    Path keyFile = directory.resolve("keys.txt");
    for (String reader : List.of("alice", "bob", "web01", "web02")) {
      Files.write(keyFile, fleet.keyFile(reader));
      ProcessBuilder builder =
          new ProcessBuilder(
              sops.toString(),
              "--disable-version-check",
              "decrypt",
              "--input-type=binary",
              "--output-type=binary",
              "sops/secrets/greeting/secret");
      builder.environment().put("SOPS_AGE_KEY_FILE", keyFile.toString());
      Process process =
          builder
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean reads = !reader.equals("web02");
      assertThat(process.waitFor() == 0).as(reader).isEqualTo(reads);
      assertThat(output).isEqualTo(reads ? "hello\nworld" : "");
    }
  }

  @Test
  void faultsChangeWhatTheySay() {
    FleetBuilder fleet = fleet();
    String published = fleet.recipient("web01");
    FleetTree tree =
        fleet
            .replaceKeyWithoutReencryption("web01")
            .unknownRecipient(plain("backup-password"))
            .danglingLink(plain("backup-password"), "users/carol")
            .absoluteLink("sops/groups/admins/users/bob")
            .degradeLinkToFile("sops/groups/admins/users/alice")
            .strayLink("bob")
            .plaintext(shared("wifi", "password"), "hunter2")
            .build();
    assertThat(tree.text("sops/machines/web01/key.json").orElseThrow())
        .contains(fleet.recipient("web01"))
        .doesNotContain(published);
    assertThat(tree.text("sops/secrets/backup-password/secret").orElseThrow())
        .contains(published, fleet.unknownKey())
        .doesNotContain(fleet.recipient("web01"));
    assertThat(tree.text("sops/secrets/backup-password/users/carol"))
        .hasValue("../../../users/carol");
    assertThat(tree.text("sops/groups/admins/users/bob"))
        .hasValue("/home/alice/clan/sops/users/bob");
    assertThat(tree.snapshot().entry("sops/groups/admins/users/alice"))
        .hasValueSatisfying(entry -> assertThat(entry.mode()).isEqualTo(FileMode.REGULAR));
    assertThat(tree.text("sops/users/bob/bob")).hasValue("../bob");
    assertThat(tree.text("vars/shared/wifi/password/secret")).hasValue("hunter2");
  }

  @Test
  @Timeout(120)
  void sixHundredSecretsAreBuiltAndCommittedQuickly(@TempDir Path directory) throws Exception {
    RealTools.require("git");
    FleetBuilder fleet =
        FleetBuilder.seeded(1).user("alice").user("bob").group("admins", "alice", "bob");
    fleet.manySecrets(600, "admins").commitTo(directory);
    assertThat(
            fleet.build().paths().stream().filter(path -> path.endsWith("/secret/secret")).count())
        .isEqualTo(600);
  }

  @Test
  @Timeout(120)
  void aHundredThousandSecretsFitIntoASnapshot() throws Exception {
    FleetBuilder fleet =
        FleetBuilder.seeded(1).shapesOnly().user("alice").user("bob").group("admins", "alice");
    Snapshot snapshot = fleet.manySecrets(100_000, "admins", "bob").snapshot();
    assertThat(snapshot.below("vars/per-machine").stream().filter(e -> e.name().equals("secret")))
        .hasSize(100_000);
    TreeEntry last =
        snapshot.entry("vars/per-machine/node4999/generator19/secret/secret").orElseThrow();
    snapshot.read(
        List.of(last),
        1 << 20,
        (entry, content) ->
            assertThat(new String(content, StandardCharsets.UTF_8))
                .contains(fleet.recipient("node4999"), fleet.recipient("bob")));
  }

  @Test
  void aNameThatNobodyHasIsSaid() {
    FleetBuilder fleet = FleetBuilder.seeded(1).user("alice").secret(plain("a"), "alcie");
    assertThatThrownBy(fleet::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alcie");
  }

  private static SopsFile backupPassword(FleetBuilder fleet) {
    return SopsFileReader.readSecret(
        fleet.build().content("sops/secrets/backup-password/secret").orElseThrow());
  }

  private static byte[] onDisk(Path directory, TreeEntry entry) {
    Path file = directory.resolve(entry.path());
    try {
      return entry.mode() == FileMode.LINK
          ? Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8)
          : Files.readAllBytes(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output;
  }
}
