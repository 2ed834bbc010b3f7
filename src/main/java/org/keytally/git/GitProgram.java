package org.keytally.git;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the git program. */
final class GitProgram {

  private GitProgram() {}

  /**
   * The first git program in a search path that does not lie in the repository itself: what is
   * checked is never executed, not even where the search path names a folder of it.
   *
   * @param searchPath as in {@code PATH}; relative parts are passed over, for the same reason
   * @param directory a folder of the repository
   */
  static Optional<Path> find(String searchPath, Path directory) {
    Optional<Path> root = repositoryRoot(directory);
    int start = 0;
    while (start <= searchPath.length()) {
      int end = searchPath.indexOf(File.pathSeparatorChar, start);
      if (end < 0) {
        end = searchPath.length();
      }
      Optional<Path> program = executable(searchPath.substring(start, end), "git");
      if (program.isEmpty() && File.separatorChar == '\\') {
        program = executable(searchPath.substring(start, end), "git.exe");
      }
      if (program.isPresent() && (root.isEmpty() || !liesIn(program.get(), root.get()))) {
        return program;
      }
      start = end + 1;
    }
    return Optional.empty();
  }

  private static Optional<Path> executable(String folder, String name) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path program = Path.of(folder, name);
      return program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)
          ? Optional.of(program)
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean liesIn(Path program, Path root) {
    try {
      return program.toRealPath().startsWith(root);
    } catch (IOException e) {
      return true;
    }
  }

  private static Optional<Path> repositoryRoot(Path directory) {
    Path folder;
    try {
      folder = directory.toRealPath();
    } catch (IOException e) {
      return Optional.empty();
    }
    for (Path at = folder; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }
}
