package org.keytally.git;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Opens the repository that a folder belongs to, with the best reader there is. */
public final class Repositories {

  private Repositories() {}

  /**
   * Opens with the git program, and where there is none on {@code PATH}, with JGit.
   *
   * @param directory any folder of a work tree, a git directory, or a folder of a bare repository
   * @throws RepositoryException if it belongs to no repository or the repository cannot be read
   */
  public static Repository open(Path directory) throws RepositoryException {
    return open(directory, Optional.empty());
  }

  /**
   * Opens, where a launcher may have asked git already.
   *
   * @param gathered in the same folder; closed together with the repository if that uses it
   * @throws RepositoryException if it belongs to no repository or the repository cannot be read
   */
  public static Repository open(Path directory, Optional<Gathered> gathered)
      throws RepositoryException {
    String searchPath = System.getenv("PATH");
    Optional<Path> program = GitProgram.find(searchPath == null ? "" : searchPath, directory);
    return program.isPresent()
        ? GitPlumbing.open(program.get(), directory, Map.of(), GitPlumbing.PATIENCE, gathered)
        : JGitRepository.open(directory);
  }
}
