package org.keytally.git;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ObjectStream;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.SystemReader;

/**
 * A repository as JGit reads it, for computers without a git program. It starts no program and
 * writes nothing. What JGit cannot read (split and sparse index, SHA-256, objects that a partial
 * clone left out) is one error that names it.
 */
public final class JGitRepository implements Repository {

  private static final int MOST_REFERENCES = 1000;

  private static final SystemReader SYSTEM = SystemReader.getInstance();

  private final org.eclipse.jgit.lib.Repository repository;
  private final QuietSystemReader system;
  private final Optional<Path> workTree;
  private final Path indexFile;
  private final Optional<FileBasedConfig> workTreeConfiguration;

  private JGitRepository(
      org.eclipse.jgit.lib.Repository repository,
      QuietSystemReader system,
      Optional<Path> workTree,
      Path indexFile,
      Optional<FileBasedConfig> workTreeConfiguration) {
    this.repository = repository;
    this.system = system;
    this.workTree = workTree;
    this.indexFile = indexFile;
    this.workTreeConfiguration = workTreeConfiguration;
  }

  /**
   * Finds the repository that a folder belongs to, by the rules of {@link GitPlumbing#open}.
   *
   * @throws RepositoryException if there is none, or it is of a kind that JGit cannot read
   */
  public static JGitRepository open(Path directory) throws RepositoryException {
    return open(directory, Map.of());
  }

  /**
   * Opens with a given environment.
   *
   * @param environment added to this process's
   */
  static JGitRepository open(Path directory, Map<String, String> environment)
      throws RepositoryException {
    if (!Files.isDirectory(directory)) {
      throw new RepositoryException(
          "no such folder: " + PathBytes.shown(directory.toString()) + "; give one with -C");
    }
    try {
      Path real = directory.toRealPath();
      QuietSystemReader system = new QuietSystemReader(SYSTEM, environment, real.toFile());
      SystemReader.setInstance(system);
      FileRepositoryBuilder builder =
          new FileRepositoryBuilder().readEnvironment(system).findGitDir(real.toFile());
      if (builder.getGitDir() == null || !builder.getGitDir().isDirectory()) {
        throw new RepositoryException(GitPlumbing.notARepository(directory));
      }
      return open(builder, system, real);
    } catch (IOException | ConfigInvalidException e) {
      throw unreadable("the repository at " + PathBytes.shown(directory.toString()), e);
    } catch (IllegalArgumentException e) {
      throw unreadable("the repository at " + PathBytes.shown(directory.toString()), e);
    }
  }

  private static JGitRepository open(
      FileRepositoryBuilder builder, QuietSystemReader system, Path directory)
      throws IOException, ConfigInvalidException, RepositoryException {
    Path gitDirectory = builder.getGitDir().toPath().toRealPath();
    requireKnownFormat(gitDirectory);
    if (system.getenv("GIT_DIR") != null && system.getenv("GIT_WORK_TREE") == null) {
      org.eclipse.jgit.lib.Config config = configuration(gitDirectory);
      if (config.getString("core", null, "worktree") == null
          && !config.getBoolean("core", "bare", false)) {
        // Git takes the current folder for the work tree (git(1), GIT_WORK_TREE).
        builder.setWorkTree(directory.toFile());
      }
    }
    builder.setup();
    org.eclipse.jgit.lib.Repository repository = builder.build();
    Optional<Path> workTree = Optional.empty();
    if (!repository.isBare()) {
      Path root = repository.getWorkTree().toPath();
      boolean inside =
          Files.isDirectory(root)
              && (system.getenv("GIT_WORK_TREE") != null
                  || (directory.startsWith(root.toRealPath())
                      && !directory.startsWith(gitDirectory)));
      workTree = inside ? Optional.of(root.toRealPath()) : Optional.empty();
    }
    String index = system.getenv("GIT_INDEX_FILE");
    return new JGitRepository(
        repository,
        system,
        workTree,
        index == null ? gitDirectory.resolve("index") : workTree.orElse(directory).resolve(index),
        workTreeConfiguration(repository, gitDirectory));
  }

  /** JGit would misread the objects or the index, so the format is looked at first. */
  private static void requireKnownFormat(Path gitDirectory)
      throws IOException, ConfigInvalidException, RepositoryException {
    org.eclipse.jgit.lib.Config config = configuration(gitDirectory);
    String format = config.getString("extensions", null, "objectformat");
    if (format != null && !format.equalsIgnoreCase("sha1")) {
      throw unsupported("a repository with " + format.toUpperCase(Locale.ROOT) + " object names");
    }
  }

  private static FileBasedConfig configuration(Path gitDirectory)
      throws IOException, ConfigInvalidException {
    Path commonFile = gitDirectory.resolve("commondir");
    Path common =
        Files.isRegularFile(commonFile)
            ? gitDirectory.resolve(Files.readString(commonFile).strip())
            : gitDirectory;
    FileBasedConfig config =
        new FileBasedConfig(common.resolve("config").toFile(), org.eclipse.jgit.util.FS.DETECTED);
    config.load();
    return config;
  }

  private static Optional<FileBasedConfig> workTreeConfiguration(
      org.eclipse.jgit.lib.Repository repository, Path gitDirectory)
      throws IOException, ConfigInvalidException {
    File file = gitDirectory.resolve("config.worktree").toFile();
    if (!repository.getConfig().getBoolean("extensions", "worktreeconfig", false)
        || !file.isFile()) {
      return Optional.empty();
    }
    FileBasedConfig config =
        new FileBasedConfig(repository.getConfig(), file, org.eclipse.jgit.util.FS.DETECTED);
    config.load();
    return Optional.of(config);
  }

  private static RepositoryException unsupported(String feature) {
    return new RepositoryException(
        "only the git program can read " + feature + "; install git, or put it on PATH");
  }

  private static RepositoryException unreadable(String what, Exception e) {
    String reason = String.valueOf(e.getMessage());
    return new RepositoryException(
        "JGit cannot read "
            + what
            + " ("
            + PathBytes.shown(reason)
            + "); install git, or put it on PATH, and run git fsck",
        e);
  }

  @Override
  public Optional<Path> workTree() {
    return workTree;
  }

  @Override
  public Path gitDirectory() {
    return repository.getDirectory().toPath();
  }

  @Override
  public Snapshot worktreeSnapshot() throws RepositoryException {
    if (workTree.isEmpty()) {
      throw new RepositoryException(
          "the repository has no work tree here, so only a commit can be read; name one with"
              + " --rev");
    }
    IndexEntries index = index();
    WorkTree disk =
        new WorkTree(workTree.get(), isTrue("core", "filemode"), isTrue("core", "symlinks"));
    List<String> untracked =
        new UntrackedFiles(workTree.get(), paths(index), outerIgnoreRules()).untracked();
    return disk.snapshot(
        index.entries(),
        untracked,
        (entries, limit, visitor) -> read(entries, limit, visitor, Optional.of(disk.again())));
  }

  private boolean isTrue(String section, String name) {
    return settings().getBoolean(section, name, true);
  }

  private org.eclipse.jgit.lib.Config settings() {
    return workTreeConfiguration.isPresent() ? workTreeConfiguration.get() : repository.getConfig();
  }

  private static Set<String> paths(IndexEntries index) {
    Set<String> paths = new HashSet<>();
    for (IndexEntry entry : index.entries()) {
      paths.add(entry.path());
      if (entry.mode() == FileMode.SUBMODULE) {
        paths.add(entry.path() + "/");
      }
    }
    return paths;
  }

  private IndexEntries index() throws RepositoryException {
    IndexEntries entries = new IndexEntries();
    DirCache index;
    try {
      index = DirCache.read(indexFile.toFile(), repository.getFS());
    } catch (IOException | RuntimeException e) {
      throw unreadableIndex(e);
    }
    for (int i = 0; i < index.getEntryCount(); i++) {
      DirCacheEntry entry = index.getEntry(i);
      byte[] bytes = entry.getRawPath();
      String path = PathBytes.decode(bytes, 0, bytes.length);
      if (entry.getRawMode() == 0040000) {
        throw unsupported("a sparse index");
      }
      entries.add(
          new IndexEntry(
              path,
              mode(entry.getRawMode(), path),
              entry.getStage(),
              entry.getObjectId().name(),
              entry.isSkipWorkTree(),
              entry.isIntentToAdd()));
    }
    return entries;
  }

  /** JGit's message is about the first symptom; the cause shows in the required extensions. */
  private RepositoryException unreadableIndex(Exception e) {
    try {
      byte[] bytes = Files.readAllBytes(indexFile);
      if (hasExtension(bytes, "link")) {
        return unsupported("a split index");
      }
      if (hasExtension(bytes, "sdir")) {
        return unsupported("a sparse index");
      }
    } catch (IOException unreadable) {
      e.addSuppressed(unreadable);
    }
    return unreadable("the index", e);
  }

  /**
   * Whether an extension stands in an index file: its name, then its length in four bytes, then as
   * many bytes before the checksum (gitformat-index).
   */
  private static boolean hasExtension(byte[] index, String name) {
    for (int i = 12; i + 8 <= index.length; i++) {
      if (index[i] == name.charAt(0)
          && index[i + 1] == name.charAt(1)
          && index[i + 2] == name.charAt(2)
          && index[i + 3] == name.charAt(3)) {
        int length = ByteBuffer.wrap(index, i + 4, 4).getInt();
        if (length >= 0 && length <= index.length - i - 8) {
          return true;
        }
      }
    }
    return false;
  }

  private static FileMode mode(int bits, String path) throws RepositoryException {
    Optional<FileMode> mode = FileMode.of(bits);
    if (mode.isEmpty()) {
      throw new RepositoryException(
          "git records an unknown mode for '"
              + PathBytes.shown(path)
              + "'; run git fsck to find the damage");
    }
    return mode.get();
  }

  @Override
  public Snapshot indexSnapshot() throws RepositoryException {
    return index().snapshot(this::readObjects);
  }

  @Override
  public Snapshot commitSnapshot(String revision) throws RepositoryException {
    Optional<RevObject> object = parse(revision);
    Optional<RevTree> tree = object.flatMap(JGitRepository::tree);
    if (object.isEmpty() || tree.isEmpty()) {
      throw new RepositoryException(
          "'"
              + PathBytes.shown(revision)
              + "' names no commit or tree of this repository; git log --all shows the commits"
              + " there are");
    }
    String id = object.get().name();
    EntryList entries = new EntryList("commit " + id);
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(tree.get());
      addEntries(walk, "commit " + id, entries);
    } catch (IOException | RuntimeException e) {
      throw unreadable("commit " + id, e);
    }
    return entries.snapshot(
        new SnapshotSource(SnapshotSource.Kind.COMMIT, Optional.of(id)), this::readObjects);
  }

  private static void addEntries(TreeWalk walk, String origin, EntryList entries)
      throws IOException, RepositoryException {
    for (int folders = 0; walk.next(); ) {
      byte[] bytes = walk.getRawPath();
      String path = PathBytes.decode(bytes, 0, bytes.length);
      if (walk.isSubtree()) {
        EntryList.requireRoom(origin, folders++);
        EntryList.requireSafe(origin, path);
        walk.enterSubtree();
      } else {
        entries.add(
            new TreeEntry(
                path,
                mode(walk.getRawMode(0), path),
                Tracking.TRACKED,
                Optional.of(walk.getObjectId(0).name())));
      }
    }
  }

  private static Optional<RevTree> tree(RevObject object) {
    if (object instanceof RevCommit commit) {
      return Optional.of(commit.getTree());
    }
    return object instanceof RevTree tree ? Optional.of(tree) : Optional.empty();
  }

  /** What a revision names, without its tags. */
  private Optional<RevObject> parse(String revision) throws RepositoryException {
    if (revision.isEmpty() || revision.charAt(0) == '-') {
      return Optional.empty();
    }
    try (RevWalk walk = new RevWalk(repository)) {
      ObjectId id = repository.resolve(revision);
      return id == null ? Optional.empty() : Optional.of(walk.peel(walk.parseAny(id)));
    } catch (RevisionSyntaxException
        | AmbiguousObjectException
        | IncorrectObjectTypeException
        | MissingObjectException e) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw unreadable("what '" + PathBytes.shown(revision) + "' names", e);
    }
  }

  @Override
  public Optional<String> resolve(String revision) throws RepositoryException {
    return parse(revision)
        .filter(RevCommit.class::isInstance)
        .map(org.eclipse.jgit.lib.AnyObjectId::name);
  }

  @Override
  public Merged mergeSnapshot(String ours, String theirs) throws RepositoryException {
    RevCommit one = requireCommit(ours);
    RevCommit other = requireCommit(theirs);
    Optional<String> base = mergeBase(one.name(), List.of(other.name()));
    if (base.isEmpty()) {
      throw new RepositoryException(JGitMerge.unrelated(ours, theirs));
    }
    Snapshot before = commitSnapshot(base.get());
    Snapshot mine = commitSnapshot(one.name());
    Snapshot yours = commitSnapshot(other.name());
    Set<String> conflicts = JGitMerge.addedToMovedFolders(before, mine, yours);
    conflicts.addAll(JGitMerge.addedToMovedFolders(before, yours, mine));
    JGitMerge merge = new JGitMerge(repository.newObjectReader(), repository.getConfig());
    try {
      JGitMerge.Result result = merge.merge(one, other);
      if (result instanceof JGitMerge.Result.Conflicts found) {
        conflicts.addAll(found.paths());
      } else if (conflicts.isEmpty() && result instanceof JGitMerge.Result.Tree tree) {
        return new Merged.Clean(mergedSnapshot(merge, tree.id()));
      }
      return new Merged.Conflicting(List.copyOf(conflicts));
    } catch (IOException | RuntimeException e) {
      throw unreadable(
          "the merge of " + PathBytes.shown(ours) + " and " + PathBytes.shown(theirs), e);
    }
  }

  @Override
  public HistoryWalk history(String revision) throws RepositoryException {
    return JGitHistory.of(repository, requireCommit(revision), isPartial());
  }

  private RevCommit requireCommit(String revision) throws RepositoryException {
    Optional<RevObject> object = parse(revision);
    if (object.isPresent() && object.get() instanceof RevCommit commit) {
      return commit;
    }
    throw new RepositoryException(
        "'" + PathBytes.shown(revision) + "' names no commit of this repository");
  }

  private Snapshot mergedSnapshot(JGitMerge merge, ObjectId tree)
      throws IOException, RepositoryException {
    EntryList entries = new EntryList("the merge");
    try (TreeWalk walk = new TreeWalk(merge.reader())) {
      walk.addTree(tree);
      addEntries(walk, "the merge", entries);
    }
    return entries.snapshot(
        new SnapshotSource(SnapshotSource.Kind.MERGE, Optional.of(tree.name())),
        (wanted, limit, visitor) -> {
          try (ObjectReader reader = merge.reader()) {
            read(reader, wanted, limit, visitor, Optional.empty());
          }
        });
  }

  @Override
  public Optional<String> mergeBase(String commit, Collection<String> others)
      throws RepositoryException {
    Optional<ObjectId> best = Optional.empty();
    for (String other : others) {
      try (RevWalk walk = new RevWalk(repository)) {
        walk.setRevFilter(RevFilter.MERGE_BASE);
        walk.markStart(walk.parseCommit(ObjectId.fromString(commit)));
        walk.markStart(walk.parseCommit(ObjectId.fromString(other)));
        RevCommit base = walk.next();
        if (base != null && (best.isEmpty() || descends(base.copy(), best.get()))) {
          best = Optional.of(base.copy());
        }
      } catch (IOException | RuntimeException e) {
        throw unreadable("the history of " + PathBytes.shown(commit), e);
      }
    }
    return best.map(ObjectId::name);
  }

  private boolean descends(ObjectId commit, ObjectId ancestor) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.isMergedInto(walk.parseCommit(ancestor), walk.parseCommit(commit));
    }
  }

  @Override
  public Optional<String> commitAt(String tip, Instant time) throws RepositoryException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(ObjectId.fromString(tip));
      while (commit.getCommitTime() > time.getEpochSecond()) {
        if (commit.getParentCount() == 0) {
          return Optional.empty();
        }
        commit = walk.parseCommit(commit.getParent(0));
      }
      return Optional.of(commit.name());
    } catch (IOException | RuntimeException e) {
      throw unreadable("the history of " + PathBytes.shown(tip), e);
    }
  }

  @Override
  public boolean isShallow() throws RepositoryException {
    try {
      return !repository.getObjectDatabase().getShallowCommits().isEmpty();
    } catch (IOException | RuntimeException e) {
      throw unreadable("how far history goes back", e);
    }
  }

  @Override
  public Map<String, String> references(String folder) throws RepositoryException {
    Map<String, String> references = new TreeMap<>();
    try {
      for (Ref ref : repository.getRefDatabase().getRefsByPrefix(folder + '/')) {
        if (references.size() < MOST_REFERENCES && ref.getObjectId() != null) {
          Optional<String> commit = resolve(ref.getObjectId().name());
          if (commit.isPresent()) {
            references.put(ref.getName(), commit.get());
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      throw unreadable("the references", e);
    }
    return references;
  }

  @Override
  public Optional<String> config(String name) {
    int first = name.indexOf('.');
    int last = name.lastIndexOf('.');
    if (first < 0) {
      return Optional.empty();
    }
    String subsection = first == last ? null : name.substring(first + 1, last);
    String value =
        settings().getString(name.substring(0, first), subsection, name.substring(last + 1));
    return Optional.ofNullable(value);
  }

  @Override
  public List<String> ignoredBelow(Collection<String> directories) throws RepositoryException {
    if (workTree.isEmpty() || directories.isEmpty()) {
      return List.of();
    }
    return new UntrackedFiles(workTree.get(), paths(index()), outerIgnoreRules())
        .ignoredBelow(directories);
  }

  private List<IgnoreNode> outerIgnoreRules() {
    List<IgnoreNode> rules = new ArrayList<>();
    UntrackedFiles.parse(commonDirectory().resolve("info/exclude")).ifPresent(rules::add);
    UntrackedFiles.parse(personFile("excludesfile", "ignore")).ifPresent(rules::add);
    return rules;
  }

  private Path commonDirectory() {
    return repository.getCommonDirectory().toPath();
  }

  private Path personFile(String setting, String fallback) {
    String name = settings().getString("core", null, setting);
    if (name == null) {
      return system.xdgGitFolder().toPath().resolve(fallback);
    }
    return name.startsWith("~/")
        ? Path.of(system.home(), name.substring(2))
        : workTree.orElse(gitDirectory()).resolve(name);
  }

  @Override
  public Map<String, Map<String, String>> attributes(
      Collection<String> paths, Collection<String> names) throws RepositoryException {
    List<AttributesNode> weakest = new ArrayList<>();
    UntrackedFiles.ruleFile(personFile("attributesfile", "attributes"))
        .map(JGitAttributes::parse)
        .ifPresent(weakest::add);
    if (system.getenv("GIT_ATTR_NOSYSTEM") == null) {
      UntrackedFiles.ruleFile(Path.of("/etc/gitattributes"))
          .map(JGitAttributes::parse)
          .ifPresent(weakest::add);
    }
    Snapshot index = indexSnapshot();
    JGitAttributes attributes =
        new JGitAttributes(
            UntrackedFiles.ruleFile(commonDirectory().resolve("info/attributes"))
                .map(JGitAttributes::parse),
            path -> attributesFile(path, index),
            weakest);
    Map<String, Map<String, String>> values = new TreeMap<>();
    for (String path : paths) {
      Map<String, String> set = attributes.of(path, names);
      if (!set.isEmpty()) {
        values.put(path, set);
      }
    }
    return values;
  }

  /** From the work tree, else from the index, as git reads it when files are added. */
  private Optional<byte[]> attributesFile(String path, Snapshot index) {
    if (workTree.isEmpty()) {
      return Optional.empty();
    }
    Optional<byte[]> onDisk = UntrackedFiles.ruleFile(workTree.get().resolve(path));
    Optional<TreeEntry> recorded = index.entry(path);
    if (onDisk.isPresent()
        || recorded.isEmpty()
        || recorded.get().mode() == FileMode.LINK
        || Files.exists(workTree.get().resolve(path), LinkOption.NOFOLLOW_LINKS)) {
      return onDisk;
    }
    List<byte[]> content = new ArrayList<>();
    try {
      index.read(
          List.of(recorded.get()),
          UntrackedFiles.LARGEST_RULE_FILE,
          (entry, bytes) -> content.add(bytes));
    } catch (RepositoryException e) {
      return Optional.empty();
    }
    return content.isEmpty() ? Optional.empty() : Optional.of(content.get(0));
  }

  private void readObjects(Collection<TreeEntry> entries, long limit, BlobVisitor visitor)
      throws RepositoryException {
    read(entries, limit, visitor, Optional.empty());
  }

  private void read(
      Collection<TreeEntry> entries, long limit, BlobVisitor visitor, Optional<WorkTree> disk)
      throws RepositoryException {
    try (ObjectReader reader = repository.newObjectReader()) {
      read(reader, entries, limit, visitor, disk);
    }
  }

  private void read(
      ObjectReader reader,
      Collection<TreeEntry> entries,
      long limit,
      BlobVisitor visitor,
      Optional<WorkTree> disk)
      throws RepositoryException {
    for (TreeEntry entry : entries) {
      if (entry.mode() == FileMode.SUBMODULE) {
        visitor.unreadable(entry, "is a submodule; its files belong to another repository");
      } else if (entry.objectId().isPresent()) {
        readObject(reader, entry, entry.objectId().get(), limit, visitor);
      } else if (disk.isPresent()) {
        disk.get().read(entry, limit, visitor);
      } else {
        visitor.visit(entry, new byte[0]);
      }
    }
  }

  private void readObject(
      ObjectReader reader, TreeEntry entry, String id, long limit, BlobVisitor visitor)
      throws RepositoryException {
    byte[] content;
    try {
      ObjectLoader loader = reader.open(ObjectId.fromString(id));
      if (loader.getType() != Constants.OBJ_BLOB) {
        visitor.unreadable(
            entry, "its object is a " + Constants.typeString(loader.getType()) + ", not a file");
        return;
      }
      if (loader.getSize() > limit || loader.getSize() > Integer.MAX_VALUE - 8) {
        visitor.tooLarge(entry, loader.getSize());
        return;
      }
      try (ObjectStream stream = loader.openStream()) {
        content = stream.readNBytes((int) loader.getSize());
      }
    } catch (MissingObjectException e) {
      requireComplete(entry);
      visitor.unreadable(entry, "its object is missing from the repository");
      return;
    } catch (IOException | RuntimeException e) {
      visitor.unreadable(
          entry, "JGit cannot read its object (" + PathBytes.shown(String.valueOf(e)) + ")");
      return;
    }
    visitor.visit(entry, content);
  }

  private boolean isPartial() {
    boolean partial = settings().getString("extensions", null, "partialclone") != null;
    for (String remote : settings().getSubsections("remote")) {
      partial |= settings().getBoolean("remote", remote, "promisor", false);
    }
    return partial;
  }

  /** In a partial clone an object that is not here is no damage, but nothing can be said either. */
  private void requireComplete(TreeEntry entry) throws RepositoryException {
    if (isPartial()) {
      throw new RepositoryException(
          GitObjects.notFetched(entry) + "; install git, or put it on PATH");
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}
