package org.keytally.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.git.RepositoryException;

class DemoTest {

  @TempDir static Path temporary;

  private static Demo demo;

  @BeforeAll
  static void createTheDemo() throws Exception {
    RealTools.require("git");
    demo = Demo.create(temporary.resolve("demo"));
  }

  @Test
  void everyFaultIsACommitAfterASoundOne() throws Exception {
    List<String> commits = git("rev-list", "--reverse", "HEAD").lines().toList();
    assertThat(commits).hasSize(6).first().isEqualTo(demo.base());
    assertThat(commits.subList(1, 6))
        .isEqualTo(demo.faults().stream().map(Demo.SeededFault::commit).toList());
    assertThat(git("status", "--porcelain")).isEmpty();
  }

  @Test
  void everyCommitTouchesOnlyWhatItsStoryTells() throws Exception {
    for (Demo.SeededFault fault : demo.faults()) {
      List<String> changed =
          git("diff-tree", "-r", "--no-commit-id", "--name-only", fault.commit())
              .lines()
              .filter(path -> !path.startsWith("secrets/") && !path.endsWith("-age.key/secret"))
              .toList();
      assertThat(changed).as(fault.rule()).contains(fault.path()).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void theKeyFileIsForItsUserAloneAndCannotBeCommitted() throws Exception {
    assertThat(demo.keyFile()).startsWith(demo.directory().resolve(".git"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(demo.keyFile())))
        .isEqualTo("rw-------");
  }

  @Test
  void aFolderThatHoldsSomethingIsLeftAlone() throws Exception {
    Path taken = Files.createDirectory(temporary.resolve("taken"));
    Path mine = Files.writeString(taken.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> Demo.create(taken))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("not empty");
    assertThat(mine).hasContent("mine");
    assertThat(taken.resolve(".git")).doesNotExist();
  }

  @Test
  void sopsOpensEverySecretWithTheKeyFile() throws Exception {
    Path sops = RealTools.require("sops");
    List<String> encrypted = git("ls-files", "*/secret", "secrets/").lines().toList();
    assertThat(encrypted).hasSizeGreaterThan(12);
    for (String path : encrypted) {
      ProcessBuilder builder =
          new ProcessBuilder(sops.toString(), "--disable-version-check", "decrypt");
      if (path.endsWith("/secret")) {
        builder.command().addAll(List.of("--input-type", "binary", "--output-type", "binary"));
      }
      builder.command().add(path);
      builder.environment().put("SOPS_AGE_KEY_FILE", demo.keyFile().toString());
      assertThat(run(builder.directory(demo.directory().toFile()))).as(path).isNotEmpty();
    }
  }

  private static String git(String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("git");
    builder.command().addAll(List.of(arguments));
    return run(builder.directory(demo.directory().toFile()));
  }

  private static String run(ProcessBuilder builder) throws Exception {
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(builder.command().toString()).isZero();
    return output;
  }
}
