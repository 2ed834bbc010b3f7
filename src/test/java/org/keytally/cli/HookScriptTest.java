package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script of the hooks, with a stand-in for keytally that only says it was called. */
class HookScriptTest {

  private static final int CALLED = 1;

  private static final String RULES =
      """
      keys:
        - &alice age1qqq
      creation_rules:
        - path_regex: ^private/[^/]+\\.(yaml|json)$ # ours
          key_groups:
            - age:
                - *alice
        - path_regex: '\\.env$'
          age: >-
            age1abc,
            age1def
        - path_regex: .*
          age: age1qqq
      """;

  @TempDir Path folder;
  private Path root;
  private final Map<String, String> environment = new HashMap<>();

  /** What a program answered. */
  private record Answer(int code, String said) {}

  @BeforeEach
  void repository() throws Exception {
    root = Files.createDirectory(folder.resolve("fleet"));
    environment.putAll(BuiltTool.environment(Files.createDirectory(folder.resolve("home"))));
    environment.put(
        "KEYTALLY",
        executable(
                folder.resolve("keytally"),
                "#!/bin/sh\n[ \"$3\" = pre-commit ] || cat\necho called \"$@\"\nexit 1\n")
            .toString());
    run("git", "init", "-q");
    write("README.md", "Our fleet.\n");
    commit();
    write("README.md", "Our little fleet.\n");
  }

  private static Path executable(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private Answer run(String... command) throws Exception {
    return runTold("", command);
  }

  private Answer runTold(String input, String... command) throws Exception {
    ProcessBuilder process =
        new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
    process.environment().clear();
    process.environment().putAll(environment);
    Process running = process.start();
    try (var out = running.getOutputStream()) {
      out.write(input.getBytes(UTF_8));
    }
    String said = new String(running.getInputStream().readAllBytes(), UTF_8);
    return new Answer(running.waitFor(), said);
  }

  private void commit() throws Exception {
    assertThat(run("git", "add", "--all").code()).isZero();
    Answer answer = run("git", "commit", "-q", "-m", "Change");
    assertThat(answer.code()).as(answer.said()).isZero();
  }

  private static String script(String name) {
    return Path.of("hooks", name).toAbsolutePath().toString();
  }

  /** Whether the hook starts Java for what stands in the folder. */
  private boolean starts() throws Exception {
    assertThat(run("git", "add", "--all").code()).isZero();
    Answer answer = run("sh", script("pre-commit"));
    assertThat(answer.code()).as(answer.said()).isIn(0, CALLED);
    assertThat(answer.said()).isEqualTo(answer.code() == 0 ? "" : "called hook run pre-commit\n");
    return answer.code() == CALLED;
  }

  @Test
  void nothingRelevantStartsNothing() throws Exception {
    write("src/flake-module.nix", "{ }\n");
    assertThat(starts()).isFalse();
  }

  @Test
  void norIsKeytallyLookedForThen() throws Exception {
    environment.put("KEYTALLY", "/nowhere/keytally");
    assertThat(starts()).isFalse();
  }

  @Test
  void aProgramOfTheRepositoryChecksNothingFromWhicheverFolder() throws Exception {
    write("sops/users/alice/key.json", "{}\n");
    Path own = executable(root.resolve("bin/keytally"), "#!/bin/sh\nexit 0\n");
    Path link = Files.createSymbolicLink(folder.resolve("linked"), own);
    run("git", "add", "--all");
    Path top = root;
    for (Path from : List.of(top, top.resolve("sops"))) {
      root = from;
      for (Path program : List.of(own, link)) {
        environment.put("KEYTALLY", program.toString());
        Answer answer = run("sh", script("pre-commit"));
        assertThat(answer.code()).as(answer.said()).isEqualTo(3);
        assertThat(answer.said()).contains("is not an absolute path of a program outside");
      }
    }
  }

  @Test
  void aFirstCommitIsAlwaysChecked() throws Exception {
    run("git", "update-ref", "-d", "HEAD");
    assertThat(starts()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sops/users/alice/key.json",
        "clan/sops/secrets/token/secret",
        "clan/vars/shared/wifi/password/value",
        "machines/web01/configuration.nix",
        "vars",
        "secrets/app.yaml",
        "deep/down/.sops.yaml",
        ".keytally.yaml",
        "clan-manifest.json",
        "inventory.json",
        "flake.lock",
        ".gitattributes",
        "with\"quote",
        "with\nline",
        "with-\u00e4"
      })
  void aPathThatRulesReadIsChecked(String path) throws Exception {
    write(path, "x\n");
    assertThat(starts()).isTrue();
  }

  @Test
  void aPathThatRulesReadIsCheckedWhenItGoes() throws Exception {
    write("sops/users/alice/key.json", "{}\n");
    commit();
    run("git", "rm", "-q", "-r", "sops");
    assertThat(starts()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AGE-SECRET-KEY-1\n",
        "-----BEGIN OPENSSH PRIVATE KEY-----\n",
        "\0AGE-SECRET-KEY-1",
        "x: ENC[AES256_GCM,data:eA==]\n",
        "sops:\n  mac: x\n"
      })
  void aTextThatMayBeAKeyOrASopsFileIsChecked(String text) throws Exception {
    write("notes", text);
    assertThat(starts()).isTrue();
  }

  @Test
  void theLastOfManyFilesIsLookedIntoToo() throws Exception {
    write("a", "x\n");
    write("b/c", "x\n");
    write("z", "x\nAGE-SECRET-KEY-1\n");
    assertThat(starts()).isTrue();
  }

  @Test
  void aSopsFileThatMovesIsChecked() throws Exception {
    write("old/app.yaml", "a: 1\nb: 2\nsops:\n  mac: x\n");
    commit();
    Files.createDirectories(root.resolve("new"));
    run("git", "mv", "old/app.yaml", "new/app.yaml");
    assertThat(starts()).isTrue();
  }

  @Test
  void noProgramThatTheRepositoryNamesIsRun() throws Exception {
    Path trap = executable(folder.resolve("trap"), "#!/bin/sh\ntouch " + folder + "/sprung\n");
    run("git", "config", "diff.external", trap.toString());
    run("git", "config", "diff.trap.textconv", trap.toString());
    run("git", "config", "diff.trap.command", trap.toString());
    write(".git/info/attributes", "* diff=trap -text\n");
    write("notes", "AGE-SECRET-KEY-1\n");

    assertThat(starts()).isTrue();
    assertThat(folder.resolve("sprung")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "private/app.yaml, true",
    "private/deep/app.yaml, false",
    "prod.env, true",
    "prod.envelope, false"
  })
  void aPathThatACreationRuleMatchesIsChecked(String path, boolean checked) throws Exception {
    write(".sops.yaml", RULES);
    commit();
    write(path, "x\n");
    assertThat(starts()).isEqualTo(checked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "creation_rules:\n  - path_regex: \"a\\\\.yaml\"\n",
        "creation_rules:\n  - path_regex: (?i)foo\n",
        "creation_rules:\n  - path_regex: x\\d+\n",
        "creation_rules:\n  - path_regex: a*?b\n",
        "creation_rules:\n  - path_regex: '[[:alpha:]]+zz'\n",
        "creation_rules:\n  - path_regex: a{2}\n",
        "creation_rules:\n  - path_regex: '(zz'\n",
        "creation_rules:\n  - path_regex: 'z)(z'\n",
        "creation_rules:\n  - path_regex: (x\\d+)\n",
        "creation_rules:\n  - path_regex: *re\n",
        "creation_rules:\n  - path_regex: >-\n      zz\n",
        "creation_rules:\n  - path_regex:\n      zz\n",
        "creation_rules: [{path_regex: zz}]\n",
        "creation_rules:\n  - \"path_regex\": zz\n",
        "creation_rules:\n  - \"path\\x5fregex\": zz\n",
        "creation_rules:\n  - <<: *base\n",
        "creation_rules:\n  - path_regex: zz\n\u0001\n  - path_regex: README\n"
      })
  void aRuleThatCannotBeJudgedHereIsLeftToJava(String rules) throws Exception {
    write(".sops.yaml", rules);
    commit();
    write("README.md", "Another.\n");
    assertThat(starts()).isTrue();
  }

  @Test
  void severalSopsConfigurationsAreLeftToJava() throws Exception {
    write(".sops.yaml", RULES);
    write("sub/.sops.yaml", RULES);
    commit();
    write("README.md", "Another.\n");
    assertThat(starts()).isTrue();
  }

  @Test
  void whereThereIsAManifestEveryFileMatters() throws Exception {
    write("clan-manifest.json", "{}\n");
    commit();
    write("README.md", "Another.\n");
    assertThat(starts()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    ".keytally.yaml, manifest: nix/vars.json, true",
    ".keytally.yaml, '\"mani\\x66est\": nix/vars.json', true",
    "sub/.keytally.yaml, 'clan: sub', true",
    ".keytally.yaml, 'clan: sub', false"
  })
  void aConfiguredManifestIsLeftToJava(String path, String text, boolean checked) throws Exception {
    write(path, text + "\n");
    commit();
    write("README.md", "Another.\n");
    assertThat(starts()).isEqualTo(checked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vars", ".sops.yaml"})
  void aLinkInPlaceOfWhatRulesReadIsLeftToJava(String path) throws Exception {
    write("data/a", "a\n");
    Files.createSymbolicLink(root.resolve(path), Path.of("data"));
    commit();
    write("data/a", "b\n");
    assertThat(starts()).isTrue();
  }

  @Test
  void whatGitIsAboutToCommitDecidesNotWhatStandsInTheIndex() throws Exception {
    executable(
        root.resolve(".git/hooks/pre-commit"), Files.readString(Path.of("hooks/pre-commit")));
    write("sops/users/alice/key.json", "{}\n");
    run("git", "add", "sops");

    assertThat(run("git", "commit", "-q", "-m", "Only this", "README.md").code()).isZero();
    write("README.md", "Third.\n");
    assertThat(run("git", "commit", "-q", "-a", "-m", "All").code()).isEqualTo(1);
    Path linked = folder.resolve("linked");
    run("git", "worktree", "add", "-q", linked.toString());
    root = linked;
    write("sops/users/bob/key.json", "{}\n");
    run("git", "add", "--all");
    assertThat(run("git", "commit", "-q", "-m", "Linked").code()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pre-push", "pre-receive"})
  void whatGitTellsAboutAPushReachesKeytallyAndTheHookBefore(String name) throws Exception {
    Path hook =
        executable(
            root.resolve(".git/hooks").resolve(name), Files.readString(Path.of("hooks", name)));
    executable(
        root.resolve(".git/hooks").resolve(name + ".before-keytally"),
        "#!/bin/sh\nsed 's/^/before: /'\n");
    Answer answer = runTold("a b c\nd e f\n", hook.toString());

    assertThat(answer.said())
        .isEqualTo("before: a b c\nbefore: d e f\na b c\nd e f\ncalled hook run " + name + "\n");
    assertThat(answer.code()).isEqualTo(CALLED);
    assertThat(runTold("", hook.toString()).said()).isEqualTo("called hook run " + name + "\n");
  }

  @Test
  void aServerWithoutKeytallyTakesNothing() throws Exception {
    environment.remove("KEYTALLY");
    environment.put("PATH", System.getenv("PATH"));
    Path bare = folder.resolve("bare.git");
    run("git", "clone", "-q", "--bare", ".", bare.toString());
    executable(bare.resolve("hooks/pre-receive"), Files.readString(Path.of("hooks/pre-receive")));
    executable(bare.resolve("keytally"), "#!/bin/sh\nexit 0\n");
    environment.put("KEYTALLY", bare.resolve("keytally").toString());
    Answer answer = run("git", "push", bare.toString(), "HEAD:refs/heads/new");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.said())
        .contains("this push was not checked, and so it was stopped: keytally was not found.")
        .contains("is not an absolute path of a program outside this repository.");
  }

  @Test
  void anyOtherNameIsRefused() throws Exception {
    List<String> command = new ArrayList<>(List.of("sh"));
    Path copy = Files.copy(Path.of("hooks/pre-commit"), folder.resolve("post-commit"));
    command.add(copy.toString());

    assertThat(run(command.toArray(new String[0])).code()).isEqualTo(3);
  }
}
