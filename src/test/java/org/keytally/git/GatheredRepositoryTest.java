package org.keytally.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the launcher gathers must be what git says, in every repository that there is. */
class GatheredRepositoryTest extends RepositoryReadersTest {

  private static final Path LAUNCHER = Path.of("src/main/dist/bin/keytally").toAbsolutePath();

  @Override
  Repository open(Path directory, Map<String, String> environment) throws RepositoryException {
    // A launcher is always started in some folder; the rest is for who opens one by its name.
    boolean canBeStartedIn = directory.isAbsolute() && Files.isDirectory(directory);
    return GitPlumbing.open(
        TestRepository.program(),
        directory,
        environment,
        PATIENCE,
        canBeStartedIn
            ? Optional.of(new Gathered(new ByteArrayInputStream(gather(directory, environment))))
            : Optional.empty());
  }

  @Override
  boolean refuses(String feature) {
    return false;
  }

  /** Runs the launcher with a Java that keeps what it is told. */
  private byte[] gather(Path directory, Map<String, String> environment) {
    try {
      Path told = Files.createTempFile(temp, "told", "");
      Path java = Files.createTempFile(temp, "java", "");
      Files.writeString(java, "#!/bin/sh\nexec cat >'" + told + "'\n");
      assertThat(java.toFile().setExecutable(true)).isTrue();
      ProcessBuilder launcher =
          new ProcessBuilder("sh", LAUNCHER.toString(), "hook", "run", "pre-commit")
              .directory(directory.toFile())
              .redirectErrorStream(true);
      launcher.environment().putAll(environment);
      launcher.environment().put("KEYTALLY_JAVA", java.toString());
      Process process = launcher.start();
      process.getOutputStream().close();
      assertThat(process.getInputStream().readAllBytes()).isEmpty();
      assertThat(process.waitFor()).isZero();
      byte[] gathered = Files.readAllBytes(told);
      Files.delete(told);
      Files.delete(java);
      return gathered;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A git that writes down what it is asked, for the Java side only. */
  private Path listening(Path log) throws IOException {
    Path program = Files.createDirectories(temp.resolve("listening")).resolve("git");
    Files.writeString(
        program,
        "#!/bin/sh\necho \"$*\" >>'" + log + "'\nexec '" + TestRepository.program() + "' \"$@\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  @Test
  void nothingThatWasGatheredIsAskedAgain() throws Exception {
    TestRepository repository = TestRepository.init(temp.resolve("gathered"));
    repository.write(".gitignore", "*.old").write("sops/a", "1").write("vars/b", "1").commit();
    repository.write("sops/a", "2").add("sops/a").write("vars/b.old", "ignored");
    Path log = temp.resolve("asked");
    try (Repository git =
        GitPlumbing.open(
            listening(log),
            repository.directory(),
            repository.environment(),
            PATIENCE,
            Optional.of(
                new Gathered(
                    new ByteArrayInputStream(
                        gather(repository.directory(), repository.environment())))))) {
      Snapshot index = git.indexSnapshot();
      Snapshot head = git.commitSnapshot("HEAD", index);
      assertThat(TestRepository.lines(head))
          .containsExactly(
              "REGULAR TRACKED .gitignore = *.old",
              "REGULAR TRACKED sops/a = 1",
              "REGULAR TRACKED vars/b = 1");
      assertThat(TestRepository.lines(index)).contains("REGULAR TRACKED sops/a = 2");
      assertThat(git.ignoredBelow(List.of("sops", "vars"))).containsExactly("vars/b.old");
      assertThat(git.config("core.bare")).contains("false");
    }
    assertThat(log).doesNotExist();
  }

  @Test
  void whatIsMissingIsAsked() throws Exception {
    TestRepository repository = TestRepository.init(temp.resolve("asked-for"));
    repository.write("sops/a", "1").commit();
    byte[] gathered = gather(repository.directory(), repository.environment());
    for (int length = 0; length < gathered.length; length += 1 + gathered.length / 40) {
      byte[] cut = Arrays.copyOf(gathered, length);
      try (Repository git =
          GitPlumbing.open(
              TestRepository.program(),
              repository.directory(),
              repository.environment(),
              PATIENCE,
              Optional.of(new Gathered(new ByteArrayInputStream(cut))))) {
        assertThat(TestRepository.lines(git.commitSnapshot("HEAD")))
            .as("the first %d bytes", length)
            .containsExactly("REGULAR TRACKED sops/a = 1");
      }
    }
  }

  @Test
  void whatWasGatheredInAnotherFolderIsNotUsed() throws Exception {
    TestRepository repository = TestRepository.init(temp.resolve("outer"));
    repository.write("sops/a", "1").commit();
    TestRepository other = TestRepository.init(temp.resolve("other"));
    other.write("sops/b", "1").commit();
    byte[] gathered = gather(other.directory(), other.environment());
    try (Repository git =
        GitPlumbing.open(
            TestRepository.program(),
            repository.directory(),
            new HashMap<>(repository.environment()),
            PATIENCE,
            Optional.of(new Gathered(new ByteArrayInputStream(gathered))))) {
      assertThat(TestRepository.lines(git.indexSnapshot()))
          .containsExactly("REGULAR TRACKED sops/a = 1");
    }
  }
}
