package org.keytally.git;

import java.nio.file.Path;

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
    String searchPath = System.getenv("PATH");
    return GitProgram.find(searchPath == null ? "" : searchPath, directory).isPresent()
        ? GitPlumbing.open(directory)
        : JGitRepository.open(directory);
  }
}
