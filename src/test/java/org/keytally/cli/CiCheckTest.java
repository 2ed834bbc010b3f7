package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ci/check} in real clones, with a stand-in that says how it was called. */
class CiCheckTest {

  private static final String USUAL =
      "check --rev HEAD --format text --fail-on error --keyfile none";

  @TempDir Path folder;
  private Path origin;
  private Path clone;
  private final Map<String, String> environment = new HashMap<>();

  /** What a program answered. */
  private record Answer(int code, String said) {}

  @BeforeEach
  void repositories() throws Exception {
    environment.putAll(BuiltTool.environment(Files.createDirectory(folder.resolve("home"))));
    environment.put("KEYTALLY", keytally(folder.resolve("keytally")).toString());
    origin = Files.createDirectory(folder.resolve("origin"));
    git(origin, "init", "-q", "-b", "main");
    git(origin, "commit", "-q", "--allow-empty", "-m", "One");
    git(origin, "checkout", "-q", "-b", "topic");
    git(origin, "commit", "-q", "--allow-empty", "-m", "Two");
    clone = folder.resolve("clone");
  }

  private static Path keytally(Path file) throws IOException {
    Files.writeString(file, "#!/bin/sh\necho \"$@\"\nexit 1\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Answer run(Path directory, String... command) throws Exception {
    ProcessBuilder process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    process.environment().clear();
    process.environment().putAll(environment);
    Process running = process.start();
    running.getOutputStream().close();
    String said = new String(running.getInputStream().readAllBytes(), UTF_8);
    return new Answer(running.waitFor(), said);
  }

  private String git(Path directory, String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Answer answer = run(directory, command);
    assertThat(answer.code()).as(answer.said()).isZero();
    return answer.said().strip();
  }

  private Answer check(String... base) throws Exception {
    String[] command = new String[base.length + 1];
    command[0] = Path.of("ci/check").toAbsolutePath().toString();
    System.arraycopy(base, 0, command, 1, base.length);
    return run(clone, command);
  }

  @Test
  void withoutABaseEverythingCounts() throws Exception {
    git(folder, "clone", "-q", origin.toString(), "clone");

    assertThat(check()).isEqualTo(new Answer(1, USUAL + "\n"));
    assertThat(check("0".repeat(40))).isEqualTo(new Answer(1, USUAL + "\n"));
  }

  @Test
  void aBranchOfOriginIsABase() throws Exception {
    git(folder, "clone", "-q", origin.toString(), "clone");

    assertThat(check("main")).isEqualTo(new Answer(1, USUAL + " --base origin/main\n"));
  }

  @Test
  void aBranchBehindItsBaseIsCheckedAsItWillBeMerged() throws Exception {
    git(origin, "checkout", "-q", "main");
    git(origin, "commit", "-q", "--allow-empty", "-m", "Three");
    git(folder, "clone", "-q", "-b", "topic", origin.toString(), "clone");

    assertThat(check("main").said())
        .isEqualTo(USUAL + " --base origin/main --merge-with origin/main\n");
  }

  @Test
  void aShallowCloneFetchesItsBaseAndSaysWhatIsMissing() throws Exception {
    String base = git(origin, "rev-parse", "main");
    git(folder, "clone", "-q", "--depth=1", "-b", "topic", "file://" + origin, "clone");
    Answer answer = check("main");

    assertThat(answer.said())
        .isEqualTo(
            "ci/check: this clone is shallow: what only the history tells (such as keys that were"
                + " removed) is not judged.\n"
                + USUAL
                + " --base "
                + base
                + "\n");
  }

  @Test
  void aBaseThatNobodyHasIsSaid() throws Exception {
    git(folder, "clone", "-q", origin.toString(), "clone");
    Answer answer = check("gone");

    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.said())
        .contains("this clone does not have the base gone, and origin does not give it.")
        .contains("fetch-depth: 0");
    assertThat(check("--upload-pack=x").code()).isEqualTo(2);
  }

  @Test
  void reportsAreWrittenBesides() throws Exception {
    git(folder, "clone", "-q", origin.toString(), "clone");
    environment.put("KEYTALLY_REPORTS", "junit=a.xml sarif=b.sarif");
    environment.put("KEYTALLY_FORMAT", "gitlab");

    assertThat(check().said())
        .isEqualTo(
            "check --rev HEAD --format gitlab --fail-on error --keyfile none --report junit=a.xml"
                + " --report sarif=b.sarif\n");
  }

  @Test
  void aProgramOfTheChangeIsNotRun() throws Exception {
    git(folder, "clone", "-q", origin.toString(), "clone");
    environment.put("KEYTALLY", keytally(clone.resolve("keytally")).toString());
    Answer answer = check();

    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.said()).contains("is inside the repository that it would check");
    environment.put("KEYTALLY", "keytally");
    assertThat(check().said()).contains("keytally was not found");
  }
}
