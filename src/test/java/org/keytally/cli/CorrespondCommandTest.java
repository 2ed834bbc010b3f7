package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.demo.FleetBuilder;

/** What the transcripts of {@code correspond} do not tell: workstations with several key files. */
class CorrespondCommandTest {

  @TempDir private Path folder;
  private final FleetBuilder fleet = FleetBuilder.random().user("alice").user("bob");
  private final Map<String, String> environment = new HashMap<>();

  private String correspond(String... options) throws Exception {
    Path root = folder.resolve("fleet");
    if (!Files.exists(root)) {
      fleet.build().commitTo(root, "Set up the fleet");
    }
    environment.put("HOME", folder.toString());
    String[] arguments = new String[options.length + 1];
    arguments[0] = "correspond";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return new Session(root).with(environment).run(arguments).out();
  }

  private Path keyFile(String name, String... owners) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, fleet.keyFile(owners));
  }

  @Test
  void keyFilesOfOnePersonSayNothingOfAnother() throws Exception {
    keyFile(".config/sops/age/keys.txt", "bob");
    environment.put("SOPS_AGE_KEY_FILE", keyFile("other", "bob").toString());

    String all = correspond();

    assertThat(all).contains("alice   tallies      not checked  not checked  not checked");
    assertThat(all).contains("bob     tallies      not checked  tallies      not checked");
    assertThat(all).contains("2 persons; no key differs.");
  }

  @Test
  void anAnchorWithTheKeyOfAnotherIsNotSupportedByThatOnesKeyFile() throws Exception {
    fleet.anchor("alice", "bob").anchor("bob").rule("^secrets/", "alice", "bob");
    Files.createDirectories(folder.resolve("fleet"));
    fleet.build().commitTo(folder.resolve("fleet"), "Set up the fleet");
    keyFile(".config/sops/age/keys.txt", "bob");

    assertThat(correspond()).doesNotContain("user key differs");
  }

  @Test
  void whoeverIsAskedForIsComparedWithAllKeyFilesThatClanReads() throws Exception {
    keyFile(".config/sops/age/keys.txt", "alice");
    environment.put("SOPS_AGE_KEY_FILE", keyFile("other", "bob").toString());

    assertThat(correspond("--user", "alice"))
        .contains("alice   tallies      not checked  tallies      not checked")
        .contains("bob     tallies      not checked  tallies      not checked");
  }
}
