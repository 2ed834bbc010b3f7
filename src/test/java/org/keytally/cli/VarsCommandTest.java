package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.perMachine;

import java.nio.file.Path;
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
}
