package org.keytally.git;

/** Receives what the commits of a history changed, parents before children. */
@FunctionalInterface
public interface HistoryVisitor {

  /**
   * Takes one change. The changes of one commit come one after the other.
   *
   * @throws RepositoryException to end the walk
   */
  void change(FileChange change) throws RepositoryException;
}
