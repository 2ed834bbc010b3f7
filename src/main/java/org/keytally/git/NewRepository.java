package org.keytally.git;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A repository of our own making, for the demo and for tests: the only place that commits. It has
 * its own identity and takes neither hooks, templates nor signing from the person's configuration.
 */
public final class NewRepository {

  private static final long PATIENCE_MILLISECONDS = 300_000;

  private final Path program;
  private final Path directory;

  private NewRepository(Path program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  /**
   * Makes an empty repository with the branch {@code main}, or takes up one that this method made
   * before.
   *
   * @param directory exists
   * @throws RepositoryException if there is no git program, or it refuses
   */
  public static NewRepository in(Path directory) throws RepositoryException {
    String searchPath = System.getenv("PATH");
    Path program =
        GitProgram.find(searchPath == null ? "" : searchPath, directory)
            .orElseThrow(
                () ->
                    new RepositoryException("there is no git on PATH; install git and try again"));
    NewRepository repository = new NewRepository(program, directory);
    if (!Files.exists(directory.resolve(".git"))) {
      repository.git("init", "--quiet", "--template=");
      repository.git("symbolic-ref", "HEAD", "refs/heads/main");
      repository.git("config", "user.name", "keytally demo");
      repository.git("config", "user.email", "demo@keytally.invalid");
      repository.git("config", "commit.gpgSign", "false");
      repository.git("config", "core.autocrlf", "false");
    }
    return repository;
  }

  /** Removes every tracked file from the index and the work tree. */
  public void removeTracked() throws RepositoryException {
    git("rm", "-r", "--force", "--quiet", "--ignore-unmatch", ".");
  }

  /** Puts the work tree as it is into the index, ignored files excepted. */
  public void stageAll() throws RepositoryException {
    git("add", "--all");
  }

  /**
   * Commits the work tree as it is, ignored files excepted.
   *
   * @return the id of the commit
   * @throws RepositoryException if git refuses
   */
  public String commitAll(String message) throws RepositoryException {
    stageAll();
    // Hooks are what the demo shows; they must not judge how it is made.
    git("commit", "--quiet", "--no-verify", "--allow-empty", "--message", message);
    return git("rev-parse", "HEAD");
  }

  /** Runs git and gives the first line that it prints. */
  private String git(String... arguments) throws RepositoryException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    // Inside a hook these name the repository of the person, not ours.
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    try (GitProcess process =
        new GitProcess(builder, arguments[0], Optional.empty(), PATIENCE_MILLISECONDS)) {
      Optional<byte[]> first = process.record('\n');
      while (process.record('\n').isPresent()) {
        // Nothing else of it is of use, but git must not wait for a reader.
      }
      if (process.exitStatus() != 0) {
        throw new RepositoryException(
            "git "
                + arguments[0]
                + " failed in "
                + directory
                + ": "
                + PathBytes.shown(process.complaint()));
      }
      return new String(first.orElse(new byte[0]), StandardCharsets.UTF_8);
    }
  }
}
