package org.keytally.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A repository of our own making, for the demo and for tests: the only place that commits. It has
 * its own identity and takes neither hooks, templates nor signing from the person's configuration.
 */
public final class NewRepository {

  private static final long LIMIT_SECONDS = 120;
  private static final int MESSAGE_LIMIT = 4096;

  private final Path directory;

  private NewRepository(Path directory) {
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
    NewRepository repository = new NewRepository(directory);
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

  /**
   * Commits the work tree as it is, ignored files excepted.
   *
   * @return the id of the commit
   * @throws RepositoryException if git refuses
   */
  public String commitAll(String message) throws RepositoryException {
    git("add", "--all");
    // Hooks are what the demo shows; they must not judge how it is made.
    git("commit", "--quiet", "--no-verify", "--allow-empty", "--message", message);
    return git("rev-parse", "HEAD").strip();
  }

  private String git(String... arguments) throws RepositoryException {
    List<String> command = new ArrayList<>();
    command.add("git");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    // Inside a hook these name the repository of the person, not ours.
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.redirectErrorStream(true);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output;
      try (InputStream stream = process.getInputStream()) {
        output = new String(stream.readNBytes(MESSAGE_LIMIT), StandardCharsets.UTF_8);
        stream.transferTo(java.io.OutputStream.nullOutputStream());
      }
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new RepositoryException("git " + arguments[0] + " did not end in " + directory);
      }
      if (process.exitValue() != 0) {
        throw new RepositoryException(
            "git " + arguments[0] + " failed in " + directory + ": " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new RepositoryException("git cannot be run; is it installed and on PATH?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RepositoryException("interrupted while git " + arguments[0] + " ran", e);
    }
  }
}
