package org.keytally.git;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A git repository that can be looked at, never changed, through this interface. */
public interface Repository extends AutoCloseable {

  /** The root of the work tree; absent in a bare repository. */
  Optional<Path> workTree();

  /** The git directory of this work tree ({@code .git/worktrees/NAME} in a linked one). */
  Path gitDirectory();

  /** What is on disk: tracked files that exist, and untracked ones that are not ignored. */
  Snapshot worktreeSnapshot() throws RepositoryException;

  /** What git is about to commit; {@code GIT_INDEX_FILE} is honoured. */
  Snapshot indexSnapshot() throws RepositoryException;

  /**
   * The tree of a revision.
   *
   * @param revision anything git resolves to a tree
   * @throws RepositoryException if it resolves to none
   */
  Snapshot commitSnapshot(String revision) throws RepositoryException;

  /**
   * The tree of a commit that has most entries in common with a state, such as the index with HEAD;
   * the quicker for it. Entries that are the same are the same objects.
   *
   * @throws RepositoryException if the revision names no tree
   */
  default Snapshot commitSnapshot(String revision, Snapshot near) throws RepositoryException {
    return commitSnapshot(revision);
  }

  /**
   * The full id of a revision's commit.
   *
   * @return empty if the revision does not exist, as HEAD of a repository without commits
   */
  Optional<String> resolve(String revision) throws RepositoryException;

  /**
   * What merging two commits comes to, without writing anything; by JGit, whatever reads the rest.
   *
   * @param ours a revision, the first parent of the merge
   * @param theirs a revision
   * @throws RepositoryException if one names no commit, if they have no common ancestor, or if JGit
   *     cannot read this kind of repository
   */
  Merged mergeSnapshot(String ours, String theirs) throws RepositoryException;

  /**
   * The history of a commit; by JGit, whatever reads the rest.
   *
   * @param revision names a commit
   * @throws RepositoryException if it names none, or if JGit cannot read this kind of repository
   */
  HistoryWalk history(String revision) throws RepositoryException;

  /**
   * The best common ancestor of a commit and a merge of others (git-merge-base(1)).
   *
   * @param commit full id
   * @param others full ids
   * @return empty if there is none, or no others
   */
  Optional<String> mergeBase(String commit, Collection<String> others) throws RepositoryException;

  /**
   * The commit that a branch was at, at a time: the newest on the first-parent line of its tip that
   * was committed then or before. Committer dates are what they say; nobody has proven them.
   *
   * @param tip full id of a commit
   * @return empty if the line begins later, or the clone is too shallow to know
   */
  Optional<String> commitAt(String tip, Instant time) throws RepositoryException;

  /** Whether history ends before its beginning: the clone is shallow (git-clone(1), --depth). */
  boolean isShallow() throws RepositoryException;

  /**
   * References below a folder of references, with the full ids of the commits that they name; those
   * that name no commit are left out. At most a thousand.
   *
   * @param folder such as {@code refs/remotes}
   */
  Map<String, String> references(String folder) throws RepositoryException;

  /** A configuration value as git would use it, by its full name, such as {@code core.symlinks}. */
  Optional<String> config(String name) throws RepositoryException;

  /**
   * Paths below these folders that git ignores although they exist on disk. Empty in a bare
   * repository.
   */
  List<String> ignoredBelow(Collection<String> directories) throws RepositoryException;

  /**
   * Attributes of paths (gitattributes(5)) that are set, by path and then by attribute name.
   *
   * @param names such as {@code filter}, {@code text}, {@code eol}
   */
  Map<String, Map<String, String>> attributes(Collection<String> paths, Collection<String> names)
      throws RepositoryException;

  @Override
  void close();
}
