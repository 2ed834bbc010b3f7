package org.keytally.git;

import java.util.Optional;

/**
 * The commits that lead to one, and what each changed. Reads only, fetches nothing, and ignores
 * replacement objects, as everything here.
 */
public interface HistoryWalk extends AutoCloseable {

  /** Largest number of changed files and folders that a history may have. */
  int MOST_CHANGES = 5_000_000;

  /** The full id of the commit whose history it is. */
  String tip();

  /**
   * Tells every change of every commit that can be reached. Trees are compared by object id, and
   * only those that differ are read. May be called once.
   *
   * @throws RepositoryException if a commit or tree is missing or damaged, or if there are more
   *     than {@link #MOST_CHANGES}
   */
  void walk(HistoryVisitor visitor) throws RepositoryException;

  /**
   * The content of a blob. What is not given is counted in {@link #extent}.
   *
   * @param limit bytes
   * @return empty where it is larger, missing or damaged
   */
  Optional<byte[]> content(String objectId, int limit);

  /** How much was seen so far. */
  HistoryExtent extent();

  @Override
  void close();
}
