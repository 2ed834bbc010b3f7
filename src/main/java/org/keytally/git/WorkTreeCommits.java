package org.keytally.git;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Commits of a person's own repository: with their identity, their hooks and their signature. */
public final class WorkTreeCommits {

  private static final long PATIENCE_MILLISECONDS = 300_000;

  private final Path program;
  private final Path workTree;

  private WorkTreeCommits(Path program, Path workTree) {
    this.program = program;
    this.workTree = workTree;
  }

  /**
   * For one work tree.
   *
   * @throws RepositoryException if there is no git program
   */
  public static WorkTreeCommits of(Path workTree) throws RepositoryException {
    String searchPath = System.getenv("PATH");
    return new WorkTreeCommits(
        GitProgram.find(searchPath == null ? "" : searchPath, workTree)
            .orElseThrow(
                () ->
                    new RepositoryException("there is no git on PATH; install git and try again")),
        workTree);
  }

  /**
   * Commits just these paths as they are in the work tree, whatever else is staged.
   *
   * @return the abbreviated id of the commit
   * @throws RepositoryException if git or a hook refuses
   */
  public String commit(Collection<String> paths, String message) throws RepositoryException {
    byte[] list = list(paths);
    run(Optional.of(list), "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul");
    run(
        Optional.of(list),
        "commit",
        "--quiet",
        "--only",
        "--message=" + message,
        "--pathspec-from-file=-",
        "--pathspec-file-nul");
    return run(Optional.empty(), "rev-parse", "--short", "HEAD").orElse("");
  }

  /** The abbreviated id of the last commit that added a path; absent for one that is in none. */
  public Optional<String> addedIn(String path) throws RepositoryException {
    return run(
        Optional.empty(),
        "log",
        "-1",
        "--no-show-signature",
        "--diff-filter=A",
        "--format=%h",
        "--",
        path);
  }

  private static byte[] list(Collection<String> paths) {
    StringBuilder list = new StringBuilder();
    for (String path : paths) {
      list.append(path).append('\0');
    }
    return list.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Runs git and gives the first line that it prints. */
  private Optional<String> run(Optional<byte[]> input, String... arguments)
      throws RepositoryException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add("--literal-pathspecs");
    command.add("--no-pager");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(workTree.toFile());
    Optional<GitProcess.Input> feed = input.map(bytes -> (OutputStream out) -> out.write(bytes));
    try (GitProcess process = new GitProcess(builder, arguments[0], feed, PATIENCE_MILLISECONDS)) {
      Optional<byte[]> first = process.record('\n');
      while (process.record('\n').isPresent()) {
        // Nothing else of it is of use, but git must not wait for a reader.
      }
      if (process.exitStatus() != 0) {
        throw new RepositoryException(
            "git " + arguments[0] + " refused: " + PathBytes.shown(process.complaint()));
      }
      return first.map(line -> new String(line, StandardCharsets.UTF_8));
    }
  }
}
