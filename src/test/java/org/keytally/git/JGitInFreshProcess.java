package org.keytally.git;

import java.nio.file.Path;
import java.util.List;

/** Reads a repository without the git program in a Java process of its own. */
final class JGitInFreshProcess {

  private JGitInFreshProcess() {}

  public static void main(String[] args) throws RepositoryException {
    Path directory = Path.of(args[0]);
    try (Repository git =
        args.length > 1 ? Repositories.open(directory) : JGitRepository.open(directory)) {
      System.out.println(git.getClass().getSimpleName());
      System.out.println(TestRepository.lines(git.worktreeSnapshot()));
      System.out.println(TestRepository.lines(git.indexSnapshot()));
      System.out.println(TestRepository.lines(git.commitSnapshot("HEAD")));
      System.out.println(git.attributes(List.of("x"), List.of("text")));
    }
  }
}
