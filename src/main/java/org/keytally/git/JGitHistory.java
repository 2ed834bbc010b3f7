package org.keytally.git;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ObjectStream;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** A history as JGit reads it. */
final class JGitHistory implements HistoryWalk {

  /** As everywhere here: longer paths cannot be checked out, and nesting costs memory. */
  private static final int LONGEST_PATH = 4096;

  private static final int LONGEST_NAME = 200;

  /** JGit keeps 10 MiB of packs and of delta bases, which makes it read old trees many times. */
  private static final int CACHED = 48 << 20;

  private final ObjectReader reader;
  private final RevCommit tip;
  private final boolean partial;
  private int commits;
  private int boundaries;
  private int missing;
  private int seen;

  private JGitHistory(ObjectReader reader, RevCommit tip, boolean partial) {
    this.reader = reader;
    this.tip = tip;
    this.partial = partial;
  }

  static JGitHistory of(
      org.eclipse.jgit.lib.Repository repository, RevCommit tip, boolean partial) {
    WindowCacheConfig cache = new WindowCacheConfig();
    cache.setPackedGitLimit(CACHED);
    cache.setDeltaBaseCacheLimit(CACHED);
    cache.install();
    return new JGitHistory(repository.newObjectReader(), tip, partial);
  }

  @Override
  public String tip() {
    return tip.name();
  }

  @Override
  public void walk(HistoryVisitor visitor) throws RepositoryException {
    try (RevWalk walk = new RevWalk(reader);
        TreeWalk trees = new TreeWalk(reader)) {
      walk.sort(RevSort.TOPO);
      walk.sort(RevSort.REVERSE, true);
      walk.markStart(walk.parseCommit(tip));
      Set<ObjectId> shallow = reader.getShallowCommits();
      trees.setFilter(new DiffersFromAllParents());
      for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
        boolean boundary = shallow.contains(commit);
        if (boundary) {
          boundaries++;
        }
        compare(walk, trees, commit, boundary, visitor);
        commits++;
        commit.disposeBody();
      }
    } catch (MissingObjectException e) {
      throw new RepositoryException(
          partial
              ? "the clone is partial and lacks commits or folders of the history; fetch them with:"
                  + " git fetch --refetch --no-filter"
              : "object " + e.getObjectId().name() + " of the history is missing; run git fsck",
          e);
    } catch (IOException | RuntimeException e) {
      throw new RepositoryException(
          "the history cannot be read ("
              + PathBytes.shown(String.valueOf(e.getMessage()))
              + "); run git fsck",
          e);
    }
  }

  private void compare(
      RevWalk walk, TreeWalk trees, RevCommit commit, boolean boundary, HistoryVisitor visitor)
      throws IOException, RepositoryException {
    int parents = commit.getParentCount();
    trees.reset();
    trees.addTree(commit.getTree());
    for (int i = 0; i < parents; i++) {
      RevCommit parent = commit.getParent(i);
      walk.parseHeaders(parent);
      trees.addTree(parent.getTree());
    }
    Optional<Commit> described = Optional.empty();
    while (trees.next()) {
      if (++seen > MOST_CHANGES) {
        throw new RepositoryException(
            "the history changes more than " + MOST_CHANGES + " files and folders");
      }
      if (trees.isSubtree()) {
        if (trees.getPathLength() < LONGEST_PATH) {
          trees.enterSubtree();
        }
        continue;
      }
      Optional<FileChange> change = change(trees, parents, described, commit, boundary);
      if (change.isPresent()) {
        described = Optional.of(change.get().commit());
        visitor.change(change.get());
      }
    }
  }

  private Optional<FileChange> change(
      TreeWalk trees, int parents, Optional<Commit> described, RevCommit commit, boolean boundary) {
    Optional<String> after = blob(trees, 0);
    boolean differs = parents == 0 && after.isPresent();
    List<Optional<String>> before = new ArrayList<>(parents);
    for (int i = 1; i <= parents; i++) {
      Optional<String> blob = blob(trees, i);
      differs |= !blob.equals(after);
      before.add(blob);
    }
    // What is left is a change of mode, or of something that is no file.
    if (!differs || before.contains(after)) {
      return Optional.empty();
    }
    byte[] path = trees.getRawPath();
    return Optional.of(
        new FileChange(
            described.isPresent() ? described.get() : describe(commit, boundary),
            PathBytes.decode(path, 0, path.length),
            before,
            after));
  }

  private static Optional<String> blob(TreeWalk trees, int tree) {
    int mode = trees.getRawMode(tree);
    return (mode & FileMode.TYPE_MASK) == FileMode.TYPE_FILE
        ? Optional.of(trees.getObjectId(tree).name())
        : Optional.empty();
  }

  private Commit describe(RevCommit commit, boolean boundary) {
    String author = "?";
    Instant time = Instant.ofEpochSecond(commit.getCommitTime() & 0xffffffffL);
    try {
      PersonIdent ident = commit.getAuthorIdent();
      author = cut(ident.getName()) + " <" + cut(ident.getEmailAddress()) + '>';
      time = ident.getWhenAsInstant();
    } catch (RuntimeException e) {
      // A line that names no author: the time of the commit has to do.
      return new Commit(commit.name(), commits, author, time, boundary);
    }
    return new Commit(commit.name(), commits, author, time, boundary);
  }

  private static String cut(String text) {
    return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) + "…" : text;
  }

  @Override
  public Optional<byte[]> content(String objectId, int limit) {
    try {
      ObjectLoader loader = reader.open(ObjectId.fromString(objectId), Constants.OBJ_BLOB);
      if (loader.getSize() > limit) {
        return Optional.empty();
      }
      try (ObjectStream stream = loader.openStream()) {
        return Optional.of(stream.readNBytes((int) loader.getSize()));
      }
    } catch (IOException | RuntimeException e) {
      missing++;
      return Optional.empty();
    }
  }

  @Override
  public HistoryExtent extent() {
    return new HistoryExtent(commits, boundaries, missing, partial);
  }

  @Override
  public void close() {
    reader.close();
  }

  /** Takes what has neither the content nor the kind that it has in some parent. */
  private static final class DiffersFromAllParents extends TreeFilter {

    @Override
    public boolean include(TreeWalk walker) {
      int mode = walker.getRawMode(0);
      for (int i = walker.getTreeCount() - 1; i > 0; i--) {
        if (walker.getRawMode(i) == mode && walker.idEqual(i, 0)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public boolean shouldBeRecursive() {
      return false;
    }

    @Override
    public TreeFilter clone() {
      return this;
    }
  }
}
