package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of admins, with a stand-in for keytally that says how it was called. */
class AdminScriptTest {

  private static final String STAND_IN = "#!/bin/sh\nprintf '<%s>' \"$@\"\nexit 4\n";

  @TempDir private Path folder;
  private Path fleet;
  private final Map<String, String> environment = new HashMap<>();

  /** What a script answered. */
  private record Answer(int code, String out, String err) {}

  @BeforeEach
  void repository() throws Exception {
    fleet = Files.createDirectory(folder.resolve("fleet"));
    environment.putAll(BuiltTool.environment(Files.createDirectory(folder.resolve("home"))));
    environment.put("KEYTALLY", executable(folder.resolve("tool/keytally")).toString());
    run("git", "init", "-q");
  }

  private static Path executable(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, STAND_IN);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Answer run(String... command) throws Exception {
    Path err = Files.createTempFile(folder, "err", null);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(fleet.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Answer(process.waitFor(), out, Files.readString(err));
  }

  private static String script(String name) {
    return Path.of("hooks", name).toAbsolutePath().toString();
  }

  @ParameterizedTest
  @CsvSource({
    "sops-validate-correspondences, <correspond>",
    "sops-extract-keys, <keys><extract>",
    "sops-sync-keys, <keys><sync><--apply>",
  })
  void eachIsOneCommandWithWhatIsTypedAfterItAndItsExitCode(String name, String command)
      throws Exception {
    assertThat(run("sh", script(name))).isEqualTo(new Answer(4, command, ""));
    assertThat(run("sh", script(name), "--user", "two words").out())
        .isEqualTo(command + "<--user><two words>");
  }

  @Test
  void bitwardenIsComparedWithWhileItIsUnlocked() throws Exception {
    environment.put("BW_SESSION", "s");
    assertThat(run("sh", script("sops-validate-correspondences"), "--user", "alice").out())
        .isEqualTo("<correspond><--bitwarden><--user><alice>");
    environment.put("BW_SESSION", "");
    assertThat(run("sh", script("sops-validate-correspondences")).out()).isEqualTo("<correspond>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sops-validate-correspondences", "sops-extract-keys", "sops-sync-keys"})
  void keytallyIsTakenFromPathButNeverFromTheRepository(String name) throws Exception {
    String path = environment.get("PATH");
    environment.remove("KEYTALLY");
    Path inside = executable(fleet.resolve("bin/keytally"));
    Path outside = executable(folder.resolve("outside/keytally"));
    environment.put("PATH", inside.getParent() + ":bin:" + outside.getParent() + ":" + path);
    Files.writeString(outside, "#!/bin/sh\necho outside\n");
    assertThat(run("sh", script(name))).isEqualTo(new Answer(0, "outside\n", ""));

    for (String keytally : new String[] {inside.toString(), "bin/keytally", "/nowhere/keytally"}) {
      environment.put("KEYTALLY", keytally);
      Answer answer = run("sh", script(name));
      assertThat(answer.code()).isEqualTo(3);
      assertThat(answer.out()).isEmpty();
      assertThat(answer.err()).startsWith("keytally was not found outside this repository");
    }
  }

  @Test
  void theyWorkOutsideOfAnyRepositoryToo() throws Exception {
    fleet = Files.createDirectory(folder.resolve("nothing"));

    assertThat(run("sh", script("sops-extract-keys"), "--ssh", "f"))
        .isEqualTo(new Answer(4, "<keys><extract><--ssh><f>", ""));
  }

  /** Tells what it is called with, one line each, and does well. */
  private static final String LOGGING =
      "#!/bin/sh\nprintf '%s' \"${0##*/}\" && printf ' %s' \"$@\" && echo\n";

  @Test
  void aRotationIsCheckedBeforeAndAfterAndSaysWhatToDeploy() throws Exception {
    Files.writeString(folder.resolve("tool/keytally"), LOGGING);

    assertThat(run("sh", script("sops-rotate"), "user", "alice", "--generate"))
        .isEqualTo(
            new Answer(
                0,
                """
                keytally check
                keytally rotate user alice --generate --apply
                keytally check --verify
                to deploy: clan machines update
                """,
                ""));
    assertThat(
            run("sh", script("sops-rotate"), "machine", "web01", "--keyfile", "my keys.txt").out())
        .isEqualTo(
            """
            keytally check
            keytally rotate machine web01 --keyfile my keys.txt --apply
            keytally check --verify --keyfile my keys.txt
            to deploy: clan machines update web01
            """);
  }

  @Test
  void clanIsRunOnlyWhereThatIsAskedForAndAllIsWell() throws Exception {
    Files.writeString(folder.resolve("tool/keytally"), LOGGING);
    Files.writeString(executable(folder.resolve("tool/clan")), LOGGING);
    environment.put("PATH", folder.resolve("tool") + ":" + environment.get("PATH"));

    assertThat(run("sh", script("sops-rotate"), "machine", "web01", "--deploy").out())
        .endsWith("\nclan machines update web01\n")
        .doesNotContain("--deploy");
    Files.writeString(
        folder.resolve("tool/keytally"), LOGGING + "case $* in *--verify*) exit 1 ;; esac\n");
    Answer unproven = run("sh", script("sops-rotate"), "machine", "web01", "--deploy");
    assertThat(unproven.code()).isEqualTo(1);
    assertThat(unproven.out()).endsWith("\nto deploy: clan machines update web01\n");
  }

  @Test
  void aRotationThatIsDeclinedOrAFleetThatCannotBeReadEndsTheScript() throws Exception {
    Files.writeString(
        folder.resolve("tool/keytally"), LOGGING + "[ \"$1\" != rotate ] || exit 1\n");
    Answer declined = run("sh", script("sops-rotate"), "data-keys");
    assertThat(declined.code()).isEqualTo(1);
    assertThat(declined.out()).doesNotContain("--verify").doesNotContain("deploy");

    Files.writeString(folder.resolve("tool/keytally"), LOGGING + "exit 3\n");
    assertThat(run("sh", script("sops-rotate"), "data-keys"))
        .isEqualTo(new Answer(3, "keytally check\n", ""));
    assertThat(run("sh", script("sops-rotate"), "nothing").code()).isEqualTo(2);
  }

  /** The old recipes had the names of the scripts; a fleet's justfile keeps them. */
  @Test
  void theJustfileHasOneRecipeForEachScript() throws Exception {
    Map<String, String> recipes = new TreeMap<>();
    String recipe = "";
    for (String line : Files.readAllLines(Path.of("docs/justfile"))) {
      if (line.endsWith(":")) {
        recipe = line;
      } else if (line.startsWith("    ")) {
        recipes.merge(recipe, line.strip(), (one, other) -> one + "\n" + other);
      }
    }
    Map<String, String> expected = new TreeMap<>();
    try (Stream<Path> scripts = Files.list(Path.of("hooks"))) {
      scripts
          .map(script -> script.getFileName().toString())
          .filter(name -> name.startsWith("sops-"))
          .forEach(name -> expected.put(name + " *args:", name + " {{args}}"));
    }
    assertThat(expected).containsKey("sops-sync-keys *args:");
    assertThat(recipes).isEqualTo(expected);
  }
}
