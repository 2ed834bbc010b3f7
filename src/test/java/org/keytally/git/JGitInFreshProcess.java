package org.keytally.git;

import java.nio.file.Path;
import java.util.List;

/** Reads a repository with JGit in a Java process of its own. */
final class JGitInFreshProcess {

  private JGitInFreshProcess() {}

  public static void main(String[] args) throws RepositoryException {
    try (Repository git = JGitRepository.open(Path.of(args[0]))) {
      System.out.println(TestRepository.lines(git.worktreeSnapshot()));
      System.out.println(TestRepository.lines(git.indexSnapshot()));
      System.out.println(TestRepository.lines(git.commitSnapshot("HEAD")));
      System.out.println(git.attributes(List.of("x"), List.of("text")));
    }
  }
}
