package org.keytally.git;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ResolveMerger;
import org.eclipse.jgit.transport.PackParser;

/**
 * Merges two commits as git's recursive strategy does, in memory: what it writes, such as merged
 * texts and the merges of several ancestors, never reaches the repository.
 *
 * <p>Renames are not followed. Where one side renamed what the other changed, that is a conflict;
 * so is a file that one side puts into a folder which the other moved, since git would move the
 * file too, or ask.
 */
final class JGitMerge {

  /** Bytes of merged contents; what merges between ancestors make comes on top of one result. */
  private static final long MOST_MEMORY = 128L << 20;

  private final ObjectReader stored;
  private final Config config;
  private final Map<ObjectId, Made> made = new HashMap<>();
  private long memory;

  /** An object that the merge made. */
  private static final class Made {
    private final int type;
    private final byte[] content;

    Made(int type, byte[] content) {
      this.type = type;
      this.content = content;
    }
  }

  /**
   * In one repository.
   *
   * @param stored reads its objects
   */
  JGitMerge(ObjectReader stored, Config config) {
    this.stored = stored;
    this.config = config;
  }

  /** The tree of the merge, or the paths in conflict. */
  sealed interface Result {

    record Tree(ObjectId id) implements Result {}

    record Conflicts(Set<String> paths) implements Result {}
  }

  Result merge(ObjectId ours, ObjectId theirs) throws IOException {
    ResolveMerger merger = (ResolveMerger) MergeStrategy.RECURSIVE.newMerger(new Kept(), config);
    boolean clean = merger.merge(ours, theirs);
    if (clean) {
      return new Result.Tree(merger.getResultTreeId());
    }
    Set<String> paths = new TreeSet<>(merger.getUnmergedPaths());
    Map<String, ?> failing = merger.getFailingPaths();
    if (failing != null) {
      paths.addAll(failing.keySet());
    }
    return new Result.Conflicts(paths);
  }

  /** Reads what the merge made, and else what the repository has. */
  ObjectReader reader() {
    return new Reader();
  }

  /**
   * Files that one side adds to a folder which the other side moved elsewhere.
   *
   * @param base entries of the common ancestor
   * @param mover entries of the side that may have moved folders
   * @param adder entries of the other side
   */
  static Set<String> addedToMovedFolders(Snapshot base, Snapshot mover, Snapshot adder) {
    Set<String> blobs = new HashSet<>();
    for (TreeEntry entry : mover.entries()) {
      if (entry.objectId().isPresent() && base.entry(entry.path()).isEmpty()) {
        blobs.add(entry.objectId().get());
      }
    }
    Set<String> paths = new TreeSet<>();
    if (blobs.isEmpty()) {
      return paths;
    }
    Map<String, Boolean> moved = new HashMap<>();
    for (TreeEntry entry : adder.entries()) {
      if (base.entry(entry.path()).isPresent()) {
        continue;
      }
      for (String folder = entry.parent(); !folder.isEmpty(); folder = parent(folder)) {
        Boolean known = moved.get(folder);
        if (known == null) {
          known = !mover.isDirectory(folder) && isMoved(base.below(folder), blobs);
          moved.put(folder, known);
        }
        if (known) {
          paths.add(entry.path());
          break;
        }
      }
    }
    return paths;
  }

  private static boolean isMoved(Collection<TreeEntry> was, Set<String> blobs) {
    for (TreeEntry entry : was) {
      if (entry.objectId().isPresent() && blobs.contains(entry.objectId().get())) {
        return true;
      }
    }
    return false;
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** Keeps in memory what a merge writes. */
  private final class Kept extends ObjectInserter {

    @Override
    public ObjectId insert(int type, long length, InputStream in) throws IOException {
      memory += length;
      if (memory > MOST_MEMORY) {
        throw new IOException("the merge makes more than " + (MOST_MEMORY >> 20) + " MiB of texts");
      }
      byte[] content = in.readNBytes((int) length);
      ObjectId id = idFor(type, content);
      made.put(id, new Made(type, content));
      return id;
    }

    @Override
    public PackParser newPackParser(InputStream in) {
      throw new UnsupportedOperationException("a merge receives no pack");
    }

    @Override
    public ObjectReader newReader() {
      return new Reader();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** Reads from both. */
  private final class Reader extends ObjectReader {

    @Override
    public ObjectReader newReader() {
      return new Reader();
    }

    @Override
    public Collection<ObjectId> resolve(AbbreviatedObjectId id) throws IOException {
      List<ObjectId> found = new ArrayList<>(stored.resolve(id));
      for (ObjectId own : made.keySet()) {
        if (id.prefixCompare(own) == 0 && !found.contains(own)) {
          found.add(own);
        }
      }
      return found;
    }

    @Override
    public ObjectLoader open(AnyObjectId id, int hint) throws IOException {
      Made own = made.get(id.toObjectId());
      if (own == null) {
        return stored.open(id, hint);
      }
      if (hint != OBJ_ANY && hint != own.type) {
        throw new MissingObjectException(id.copy(), Constants.typeString(hint));
      }
      return new ObjectLoader.SmallObject(own.type, own.content);
    }

    @Override
    public Set<ObjectId> getShallowCommits() throws IOException {
      return stored.getShallowCommits();
    }

    @Override
    public void close() {}
  }

  /** What a person is told where the merge has no beginning. */
  static String unrelated(String ours, String theirs) {
    return PathBytes.shown(ours)
        + " and "
        + PathBytes.shown(theirs)
        + " have no common ancestor here, so they cannot be merged; in a shallow clone, run git"
        + " fetch --unshallow";
  }
}
