package org.keytally.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.check.Check;
import org.keytally.check.Evidence;
import org.keytally.check.Finding;
import org.keytally.check.Selection;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.config.Configuration;
import org.keytally.config.Severity;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;
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
      assertThat(changed).as(fault.rule()).hasSizeBetween(1, 2);
    }
  }

  @Test
  void theRulesFindEachSeededFaultAndNoOtherErrorOrWarning() throws Exception {
    assertThat(findings("HEAD"))
        .filteredOn(finding -> finding.severity() != Severity.INFO)
        .extracting(Finding::rule, finding -> finding.path().orElse(""))
        .containsExactlyInAnyOrderElementsOf(
            demo.faults().stream().map(fault -> tuple(fault.rule(), fault.path())).toList());
  }

  @Test
  void theFleetWasSoundBefore() throws Exception {
    assertThat(findings(demo.base()))
        .filteredOn(finding -> finding.severity() != Severity.INFO)
        .isEmpty();
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

  private static List<Finding> findings(String revision) throws Exception {
    try (Repository repository = Repositories.open(demo.directory())) {
      Fleet fleet = FleetReader.read(repository.commitSnapshot(revision), Configuration.DEFAULT);
      return Check.run(
          new Evidence(fleet, Configuration.DEFAULT, Optional.empty(), Optional.empty()),
          Selection.ALL);
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
