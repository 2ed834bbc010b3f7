package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.perMachine;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.ManifestBuilder;

/**
 * Every command that looks at what Nix declares takes a manifest that does not stand in the tree.
 */
class GivenManifestTest {

  @TempDir private Path directory;
  private Path fleet;
  private Path manifest;

  @BeforeEach
  void folders() {
    fleet = directory.resolve("fleet");
    manifest = directory.resolve("manifest.json");
  }

  @Test
  void aGraphIsDrawnOfIt() throws Exception {
    commit();
    Files.writeString(manifest, new ManifestBuilder().secret("web01", "openssh", "id").json());

    assertThat(run("graph").code()).isEqualTo(ExitCode.USAGE);
    assertThat(given("graph").out()).contains("openssh").startsWith("flowchart");
  }

  @Test
  void aDrawingThatPagesRefuseIsSaidToBeTooLarge() throws Exception {
    commit();
    ManifestBuilder large = new ManifestBuilder();
    for (int i = 0; i < 26; i++) {
      String machine = "web" + i;
      large.secret(machine, "ca", "key");
      for (int j = 0; j < 20; j++) {
        large.secret(machine, "g" + j, "key").depends(machine, "g" + j, "ca");
      }
    }
    Files.writeString(manifest, large.json());

    assertThat(given("graph").err()).contains("at most 500 arrows").contains("--around");
    assertThat(run("graph", "--manifest", manifest.toString(), "--machine", "web1").err())
        .isEmpty();
  }

  @Test
  void repairMendsWhatItSays() throws Exception {
    commit();
    String link = "vars/per-machine/web01/openssh/id/machines/web01";
    Files.writeString(
        manifest,
        new ManifestBuilder()
            .secret("web01", "openssh", "id")
            .notDeployed("web01", "openssh", "id")
            .json());

    assertThat(run("repair").out()).doesNotContain(link);
    Session session = given("repair");
    assertThat(session.out()).contains(link).contains("var-overexposed");
    assertThat(session.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(run("repair", "--manifest", "none").out()).doesNotContain(link);
  }

  @Test
  void aFleetForWhichNothingWasGeneratedYetLacksEverything() throws Exception {
    FleetBuilder.seeded(1).file("infra/machines/web01/configuration.nix", "{}").commitTo(fleet);
    Files.writeString(
        manifest,
        new ManifestBuilder().clanDirectory("infra").secret("web01", "openssh", "id").json());

    assertThat(given("check").out())
        .contains("var-missing")
        .contains("infra/vars/per-machine/web01/openssh/id/secret");
    assertThat(given("vars").out()).contains("openssh: missing id");
  }

  @Test
  void theSameHoldsAtTheRootAndForAManifestInTheTree() throws Exception {
    String json = new ManifestBuilder().secret("web01", "openssh", "id").json();
    FleetBuilder.seeded(1).file("machines/web01/configuration.nix", "{}").commitTo(fleet);
    Files.writeString(manifest, json);
    assertThat(given("check").out()).contains("vars/per-machine/web01/openssh/id/secret");

    Files.writeString(fleet.resolve("clan-manifest.json"), json);
    assertThat(run("check").out()).contains("vars/per-machine/web01/openssh/id/secret");
  }

  private void commit() throws Exception {
    FleetBuilder.seeded(1)
        .user("alice")
        .group("admins", "alice")
        .machine("web01", "groups/admins")
        .secret(perMachine("web01", "openssh", "id"), "groups/admins", "machines/web01")
        .commitTo(fleet);
  }

  private Session given(String command) {
    return run(command, "--manifest", manifest.toString());
  }

  private Session run(String... args) {
    return new Session(fleet).run(args);
  }
}
