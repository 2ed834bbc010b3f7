package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.git.NewRepository;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;

class HookInstallationTest {

  private static final Path LAUNCHER = Path.of("/opt/it's keytally/bin/keytally");

  @TempDir Path home;
  private Path root;

  @BeforeEach
  void repository() throws Exception {
    root = Files.createDirectory(home.resolve("fleet"));
    NewRepository.in(root).commitAll("Begin");
  }

  private String install(Path directory) throws Exception {
    try (Repository repository = Repositories.open(directory)) {
      return HookInstallation.of("pre-commit", repository, Map.of("HOME", home.toString()))
          .install(Optional.of(LAUNCHER));
    }
  }

  private String uninstall() throws Exception {
    try (Repository repository = Repositories.open(root)) {
      return HookInstallation.of("pre-commit", repository, Map.of()).uninstall();
    }
  }

  private void git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true).start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(said).isZero();
  }

  private static Path executable(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void theHookIsExecutableAndKnowsTheLauncher() throws Exception {
    install(root);
    Path hook = root.resolve(".git/hooks/pre-commit");

    assertThat(hook).isExecutable();
    assertThat(Files.readString(hook))
        .startsWith("#!/bin/sh\n")
        .contains("\ninstalled='/opt/it'\\''s keytally/bin/keytally'\n");
  }

  @Test
  void everyHookIsTheSameScriptUnderItsOwnName() throws Exception {
    install(root);
    try (Repository repository = Repositories.open(root)) {
      for (String name : HookInstallation.NAMES) {
        HookInstallation.of(name, repository, Map.of()).install(Optional.of(LAUNCHER));
        assertThat(root.resolve(".git/hooks").resolve(name))
            .isExecutable()
            .hasSameTextualContentAs(root.resolve(".git/hooks/pre-commit"));
      }
      assertThatThrownBy(() -> HookInstallation.of("post-commit", repository, Map.of()))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "there is no hook post-commit; there are pre-commit,"
                  + " pre-merge-commit, pre-push, pre-receive.");
    }
  }

  @Test
  void installingTwiceIsInstallingOnce() throws Exception {
    install(root);
    install(root);

    try (var files = Files.list(root.resolve(".git/hooks"))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("pre-commit");
    }
  }

  @Test
  void aHookThatIsThereIsKeptAndComesBack() throws Exception {
    Path hook = executable(root.resolve(".git/hooks/pre-commit"), "#!/bin/sh\necho mine\n");

    assertThat(install(root)).contains("pre-commit.before-keytally and runs first");
    assertThat(root.resolve(".git/hooks/pre-commit.before-keytally"))
        .isExecutable()
        .hasContent("#!/bin/sh\necho mine\n");

    uninstall();
    assertThat(hook).isExecutable().hasContent("#!/bin/sh\necho mine\n");
    assertThat(root.resolve(".git/hooks/pre-commit.before-keytally")).doesNotExist();
  }

  @Test
  void aLinkIsKeptAsALink() throws Exception {
    executable(root.resolve("scripts/check"), "#!/bin/sh\n");
    Files.createDirectories(root.resolve(".git/hooks"));
    Files.createSymbolicLink(root.resolve(".git/hooks/pre-commit"), Path.of("../../scripts/check"));
    install(root);

    assertThat(root.resolve(".git/hooks/pre-commit.before-keytally")).isSymbolicLink().exists();
    assertThat(root.resolve("scripts/check")).hasContent("#!/bin/sh\n");
  }

  @Test
  void nothingIsOverwrittenWhenTheNameOfTheKeptHookIsTaken() throws Exception {
    executable(root.resolve(".git/hooks/pre-commit"), "one");
    executable(root.resolve(".git/hooks/pre-commit.before-keytally"), "two");

    assertThatThrownBy(() -> install(root))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Move one of them away");
    assertThat(root.resolve(".git/hooks/pre-commit")).hasContent("one");
  }

  @Test
  void uninstallingTakesAwayOnlyItsOwnHook() throws Exception {
    assertThatThrownBy(this::uninstall).isInstanceOf(UsageException.class);
    executable(root.resolve(".git/hooks/pre-commit"), "mine");
    assertThatThrownBy(this::uninstall).hasMessageContaining("nothing was changed");
    assertThat(root.resolve(".git/hooks/pre-commit")).hasContent("mine");
  }

  @Test
  void afterInstallingAndUninstallingNothingIsLeft() throws Exception {
    install(root);
    uninstall();

    assertThat(root.resolve(".git/hooks")).isEmptyDirectory();
  }

  @Test
  void theFolderThatGitIsToldToUseIsUsed() throws Exception {
    git("config", "core.hooksPath", ".githooks");
    install(root);
    assertThat(root.resolve(".githooks/pre-commit")).isExecutable();

    git("config", "core.hooksPath", "~/hooks");
    install(root);
    assertThat(home.resolve("hooks/pre-commit")).isExecutable();
  }

  @Test
  void linkedWorkTreesShareTheHooksOfTheirRepository() throws Exception {
    Path linked = home.resolve("linked");
    git("worktree", "add", "-q", linked.toString());
    install(linked);

    assertThat(root.resolve(".git/hooks/pre-commit")).isExecutable();
  }

  @Test
  void aBareRepositoryHasAFolderForHooksToo() throws Exception {
    Path bare = home.resolve("bare.git");
    git("clone", "-q", "--bare", root.toString(), bare.toString());
    install(bare);

    assertThat(bare.resolve("hooks/pre-commit")).isExecutable();
  }
}
