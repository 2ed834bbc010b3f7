package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.perMachine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.demo.FleetBuilder;
import org.keytally.demo.ManifestBuilder;

class VarsCommandTest {

  @TempDir private Path directory;

  private Session keytally(String... args) {
    return new Session(directory).run(args);
  }

  private static FleetBuilder fleet() {
    return FleetBuilder.seeded(1)
        .shapesOnly()
        .user("alice")
        .group("admins", "alice")
        .machine("web01", "groups/admins")
        .secret(perMachine("web01", "openssh", "id"), "groups/admins", "machines/web01");
  }

  @Test
  void whatIsMissingIsShownForTheMachine() throws Exception {
    String manifest =
        new ManifestBuilder().secret("web01", "openssh", "id").secret("web01", "vpn", "key").json();
    fleet().file("clan-manifest.json", manifest).commitTo(directory);
    Session session = keytally("vars");
    assertThat(session.err()).isEmpty();
    assertThat(session.out())
        .isEqualTo(
            """
            web01  1 of 2 generators not complete
              vpn: missing key

            2 generators in 1 place; 1 not complete.
            """);
    assertThat(session.code()).isEqualTo(1);
    assertThat(keytally("vars", "--machine", "web01").out()).contains("openssh: complete, 1 file");
    assertThat(keytally("vars", "--machine", "web02").code()).isEqualTo(2);
    assertThat(keytally("vars", "--format", "json").out()).contains("\"keytally/vars/1\"");
  }

  @Test
  void aCompleteFleetIsExitCodeZero() throws Exception {
    String manifest = new ManifestBuilder().secret("web01", "openssh", "id").json();
    fleet().file("clan-manifest.json", manifest).commitTo(directory);
    Session session = keytally("vars");
    assertThat(session.err()).isEmpty();
    assertThat(session.out()).contains("all are complete");
    assertThat(session.code()).isZero();
  }

  @Test
  void withoutAManifestTheTreeIsShownAndTheCommandToMakeOne() throws Exception {
    fleet().commitTo(directory);
    Session session = keytally("vars");
    assertThat(session.err()).isEmpty();
    assertThat(session.out()).contains("keytally manifest").contains("web01  1 generator");
    assertThat(session.code()).isZero();
  }

  @Test
  void aPasswordStoreAtHandIsLookedIntoAndOneThatIsNotIsSaid() throws Exception {
    String manifest =
        new ManifestBuilder()
            .passwordStore("web01", "passage")
            .secret("web01", "vpn", "key")
            .secret("web01", "vpn", "psk")
            .json();
    FleetBuilder.seeded(1)
        .inventory("web01")
        .value(perMachine("web01", "other", "pub"), "x\n")
        .file("clan-manifest.json", manifest)
        .commitTo(directory);
    Path store = directory.resolve(".git").resolve("store");
    Map<String, String> environment = Map.of("PASSAGE_DIR", store.toString());

    assertThat(new Session(directory).with(environment).run("check").out())
        .containsIgnoringWhitespaces("not checked: the store is not here")
        .doesNotContain("store-entry-missing");

    Path entry = store.resolve("clan-vars/per-machine/web01/vpn/key.age");
    Files.createDirectories(entry.getParent());
    Files.writeString(entry, "x");
    assertThat(new Session(directory).with(environment).run("check").out())
        .contains("store-entry-missing")
        .containsIgnoringWhitespaces("lacks psk of generator vpn");
    assertThat(new Session(directory).with(environment).run("vars").out())
        .contains("vpn: missing psk");
    assertThat(new Session(directory).with(environment).run("check", "--keyfile", "none").out())
        .doesNotContain("store-entry-missing");
    assertThat(new Session(directory).with(environment).run("check", "--base", "HEAD").out())
        .doesNotContain("store-entry-missing");
  }
}
