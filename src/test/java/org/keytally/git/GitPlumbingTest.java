package org.keytally.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GitPlumbingTest extends RepositoryReadersTest {

  @Override
  Repository open(Path directory, Map<String, String> environment) throws RepositoryException {
    return GitPlumbing.open(
        TestRepository.program(), directory, environment, PATIENCE, Optional.empty());
  }

  @Override
  boolean refuses(String feature) {
    return false;
  }

  private Path program(String script) throws IOException {
    Path program = Files.writeString(temp.resolve("program"), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  @Test
  @Timeout(300)
  void aGitThatDoesNotAnswerIsEnded() throws Exception {
    Path program = program("exec sleep 600");
    assertThatThrownBy(() -> GitPlumbing.open(program, temp, Map.of(), 1000, Optional.empty()))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("no answer for 1 seconds");
  }

  @Test
  void aRepositoryOfAnotherUserIsRefusedWithTheWayOut() throws Exception {
    TestRepository repository = TestRepository.init(temp.resolve("foreign"));
    repository.write("file", "x").commit();
    repository.with("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    assertThatThrownBy(() -> open(repository.directory(), repository.environment()))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("does not trust")
        .hasMessageContaining("git config --global --add safe.directory");
  }

  @Test
  void manyComplaintsDoNotBlockGit() throws Exception {
    Path program =
        program(
            "i=0; while [ $i -lt 3000 ]; do echo 'a complaint of many words that"
                + " fills the pipe' >&2; i=$((i+1)); done; echo 'fatal: the end' >&2; exit 128");
    assertThatThrownBy(() -> GitPlumbing.open(program, temp, Map.of(), PATIENCE, Optional.empty()))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("fatal: the end");
  }

  @Test
  void theGitProgramIsNeverTakenFromTheRepositoryOrARelativeFolder() throws Exception {
    TestRepository repository = TestRepository.init(temp.resolve("repository"));
    repository.write("bin/git", "#!/bin/sh\n").executable("bin/git");
    Path own = Files.createDirectories(temp.resolve("own"));
    Path real = Files.createFile(own.resolve("git"));
    assertThat(real.toFile().setExecutable(true)).isTrue();
    String inside = repository.file("bin").toString();
    assertThat(GitProgram.find(inside, repository.file("bin"))).isEmpty();
    assertThat(GitProgram.find("::.:bin:" + inside + ":" + own, repository.directory()))
        .contains(real);
    Path disguise = Files.createSymbolicLink(temp.resolve("disguise"), repository.file("bin"));
    assertThat(GitProgram.find(disguise.toString(), repository.directory())).isEmpty();
    assertThat(GitProgram.find("", repository.directory())).isEmpty();
  }
}
