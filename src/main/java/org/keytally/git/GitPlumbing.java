package org.keytally.git;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A repository as the git program reads it: the hook's path, and right for every repository that
 * the installed git understands.
 *
 * <p>Git runs without a shell and reads only: no filter, text conversion, pager, hook, file system
 * monitor or alias of the repository's configuration is executed, replacement objects are not
 * followed, no lock is taken, nothing is fetched and no password is asked for.
 */
public final class GitPlumbing implements Repository {

  /** Milliseconds; the longest silence is that of listing a huge work tree on a cold disk. */
  static final long PATIENCE = 300_000;

  /** A flag of index entries (git's cache.h). */
  private static final long CE_INTENT_TO_ADD = 1L << 29;

  /** What cannot be asked for in a bare repository comes last, so that the rest is printed. */
  private static final List<String> LOCATION =
      List.of("rev-parse", "--absolute-git-dir", "--show-toplevel");

  private static final int MOST_REFERENCES = 1000;

  private static final int SHA1_DIGITS = 40;

  private final Path program;
  private final Map<String, String> environment;
  private final long patience;
  private final Path directory;
  private final Path gitDirectory;
  private final Optional<Path> workTree;
  private final Optional<Gathered> gathered;
  private final GitObjects objects;
  private Optional<Map<String, String>> configuration = Optional.empty();
  private final Map<String, Named> resolved = new HashMap<>();

  /** What was gathered is of one moment, and comes once. */
  private final Map<List<String>, Map<String, Optional<TreeEntry>>> differences = new HashMap<>();

  private Optional<JGitRepository> jgit = Optional.empty();

  private GitPlumbing(
      Path program,
      Map<String, String> environment,
      long patience,
      Path directory,
      Path gitDirectory,
      Optional<Path> workTree,
      Optional<Gathered> gathered) {
    this.program = program;
    this.environment = environment;
    this.patience = patience;
    this.directory = directory;
    this.gitDirectory = gitDirectory;
    this.workTree = workTree;
    this.gathered = gathered;
    this.objects = new GitObjects(this, gathered);
  }

  /**
   * Finds the repository that a folder belongs to, as git does: the variables {@code GIT_DIR},
   * {@code GIT_WORK_TREE}, {@code GIT_INDEX_FILE} and {@code GIT_OBJECT_DIRECTORY} included.
   *
   * @throws RepositoryException if there is no git program, no repository, or git refuses it
   */
  public static GitPlumbing open(Path directory) throws RepositoryException {
    String searchPath = System.getenv("PATH");
    Optional<Path> program = GitProgram.find(searchPath == null ? "" : searchPath, directory);
    if (program.isEmpty()) {
      throw new RepositoryException("no git program on PATH; install git");
    }
    return open(program.get(), directory, Map.of(), PATIENCE, Optional.empty());
  }

  /**
   * Opens with a given program.
   *
   * @param environment added to this process's
   * @param patience milliseconds that git may be silent
   * @param gathered in this very folder; used only if that is the root of the work tree
   */
  static GitPlumbing open(
      Path program,
      Path directory,
      Map<String, String> environment,
      long patience,
      Optional<Gathered> gathered)
      throws RepositoryException {
    if (!Files.isDirectory(directory)) {
      throw new RepositoryException(
          "no such folder: " + PathBytes.shown(directory.toString()) + "; give one with -C");
    }
    if (gathered.isPresent()) {
      Optional<GitOutput> told = gathered.get().answer(String.join(" ", LOCATION));
      if (told.isPresent()) {
        GitPlumbing opened =
            located(program, environment, patience, directory, lines(told.get()), true, gathered);
        if (directory.equals(opened.directory)) {
          return opened;
        }
      }
      gathered.get().close();
    }
    try (GitProcess git =
        new GitProcess(
            builder(program, directory, environment, LOCATION),
            LOCATION.get(0),
            Optional.empty(),
            patience)) {
      List<byte[]> lines = lines(git);
      int status = git.exitStatus();
      String complaint = git.complaint();
      if (lines.isEmpty() || (status != 0 && !complaint.contains("must be run in a work tree"))) {
        throw refusal(directory, complaint);
      }
      return located(
          program, environment, patience, directory, lines, status == 0, Optional.empty());
    }
  }

  private static List<byte[]> lines(GitOutput git) throws RepositoryException {
    List<byte[]> lines = new ArrayList<>();
    for (Optional<byte[]> line = git.record('\n'); line.isPresent(); line = git.record('\n')) {
      lines.add(line.get());
    }
    return lines;
  }

  private static GitPlumbing located(
      Path program,
      Map<String, String> environment,
      long patience,
      Path directory,
      List<byte[]> lines,
      boolean hasWorkTree,
      Optional<Gathered> gathered)
      throws RepositoryException {
    Map<String, String> located = new HashMap<>(environment);
    if (!hasWorkTree) {
      Path gitDirectory = path(lines, 0, lines.size());
      located.put("GIT_DIR", gitDirectory.toString());
      return new GitPlumbing(
          program, located, patience, directory, gitDirectory, Optional.empty(), Optional.empty());
    }
    // A folder's name may hold line feeds, which rev-parse cannot quote: the right split gives two
    // folders that exist.
    for (int split = 1; split < lines.size(); split++) {
      Path gitDirectory = path(lines, 0, split);
      Path root = path(lines, split, lines.size());
      if (root.isAbsolute() && Files.isDirectory(root) && Files.isDirectory(gitDirectory)) {
        located.put("GIT_DIR", gitDirectory.toString());
        located.put("GIT_WORK_TREE", root.toString());
        return new GitPlumbing(
            program, located, patience, root, gitDirectory, Optional.of(root), gathered);
      }
    }
    throw new RepositoryException(
        "the folder of the repository has a name that cannot be spelled in this locale; set"
            + " LC_ALL=C.UTF-8 and run keytally again");
  }

  private static Path path(List<byte[]> lines, int from, int to) throws RepositoryException {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      if (i > from) {
        text.append('\n');
      }
      text.append(new String(lines.get(i), fileNameCharset()));
    }
    try {
      return Path.of(text.toString());
    } catch (InvalidPathException e) {
      throw new RepositoryException(
          "the folder of the repository has a name that cannot be spelled in this locale; set"
              + " LC_ALL=C.UTF-8 and run keytally again",
          e);
    }
  }

  private static Charset fileNameCharset() {
    String name = System.getProperty("sun.jnu.encoding");
    try {
      return name == null ? Charset.defaultCharset() : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Charset.defaultCharset();
    }
  }

  private static RepositoryException refusal(Path directory, String complaint) {
    String shown = PathBytes.shown(directory.toString());
    if (complaint.contains("dubious ownership") || complaint.contains("unsafe repository")) {
      return new RepositoryException(
          "git does not trust the repository at "
              + shown
              + ", because it belongs to another user; if you trust it, run: git config --global"
              + " --add safe.directory "
              + shown);
    }
    if (complaint.contains("not a git repository")) {
      return new RepositoryException(notARepository(directory));
    }
    return new RepositoryException(
        "git cannot open the repository at " + shown + ": " + oneLine(complaint));
  }

  static String notARepository(Path directory) {
    return "not a git repository (or any parent): "
        + PathBytes.shown(directory.toAbsolutePath().normalize().toString())
        + "; go into a clone, or name one with -C";
  }

  @Override
  public Optional<Path> workTree() {
    return workTree;
  }

  @Override
  public Path gitDirectory() {
    return gitDirectory;
  }

  @Override
  public Snapshot worktreeSnapshot() throws RepositoryException {
    Path root = requireWorkTree();
    IndexEntries tracked = new IndexEntries();
    List<String> untracked = new ArrayList<>();
    listFiles(true, tracked, untracked);
    WorkTree disk =
        new WorkTree(
            root,
            isTrueUnlessSaidOtherwise("core.filemode"),
            isTrueUnlessSaidOtherwise("core.symlinks"));
    return disk.snapshot(tracked.entries(), untracked, objects.contents(Optional.of(disk)));
  }

  private Path requireWorkTree() throws RepositoryException {
    if (workTree.isEmpty()) {
      throw new RepositoryException(
          "the repository has no work tree here, so only a commit can be read; name one with"
              + " --rev");
    }
    return workTree.get();
  }

  private boolean isTrueUnlessSaidOtherwise(String name) throws RepositoryException {
    String value = config(name).orElse("true").toLowerCase(Locale.ROOT);
    return !(value.equals("false")
        || value.equals("no")
        || value.equals("off")
        || value.equals("0")
        || value.isEmpty());
  }

  @Override
  public Snapshot indexSnapshot() throws RepositoryException {
    IndexEntries tracked = new IndexEntries();
    listFiles(false, tracked, new ArrayList<>());
    return tracked.snapshot(objects.contents(Optional.empty()));
  }

  @Override
  public Snapshot commitSnapshot(String revision) throws RepositoryException {
    Optional<Named> named = name(revision);
    if (named.isEmpty() || named.get().tree().isEmpty()) {
      throw new RepositoryException(
          "'"
              + PathBytes.shown(revision)
              + "' names no commit or tree of this repository; git log --all shows the commits"
              + " there are");
    }
    String tree = named.get().tree().get();
    EntryList entries = new EntryList("commit " + named.get().commit().orElse(tree));
    try (GitOutput git = start(List.of("ls-tree", "-r", "-z", "--full-tree", tree))) {
      for (Optional<byte[]> record = git.record('\0');
          record.isPresent();
          record = git.record('\0')) {
        entries.add(treeEntry(record.get()));
      }
      requireSuccess(git, "ls-tree");
    }
    return entries.snapshot(
        new SnapshotSource(
            SnapshotSource.Kind.COMMIT, Optional.of(named.get().commit().orElse(tree))),
        objects.contents(Optional.empty()));
  }

  @Override
  public Snapshot commitSnapshot(String revision, Snapshot near) throws RepositoryException {
    Optional<String> commit = resolve(revision);
    if (commit.isEmpty()
        || near.source().kind() != SnapshotSource.Kind.INDEX
        || !isAllTracked(near)) {
      return commitSnapshot(revision);
    }
    Map<String, Optional<TreeEntry>> differing = differences(commit.get(), true);
    return near.with(
        new SnapshotSource(SnapshotSource.Kind.COMMIT, commit),
        differing,
        "commit " + commit.get());
  }

  /**
   * What a commit has at the paths where the index has something else.
   *
   * @param announced whether paths without content yet count as empty files, else they are not
   *     there
   */
  private Map<String, Optional<TreeEntry>> differences(String commit, boolean announced)
      throws RepositoryException {
    List<String> arguments = differing(commit, announced);
    Map<String, Optional<TreeEntry>> known = differences.get(arguments);
    if (known != null) {
      return known;
    }
    Map<String, Optional<TreeEntry>> differing = new HashMap<>();
    try (GitOutput git = start(arguments)) {
      for (Optional<byte[]> record = git.record('\0');
          record.isPresent();
          record = git.record('\0')) {
        Optional<byte[]> path = git.record('\0');
        if (path.isEmpty()) {
          break;
        }
        String name = PathBytes.decode(path.get(), 0, path.get().length);
        differing.put(name, oldEntry(record.get(), name));
      }
      requireSuccess(git, "diff-index");
    }
    if (gathered.isPresent()) {
      differences.put(arguments, differing);
    }
    return differing;
  }

  private static List<String> differing(String commit, boolean announced) {
    return List.of(
        "diff-index",
        "--cached",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        "--ignore-submodules=none",
        announced ? "--ita-visible-in-index" : "--ita-invisible-in-index",
        commit);
  }

  private static boolean isAllTracked(Snapshot snapshot) {
    for (TreeEntry entry : snapshot.entries()) {
      if (entry.tracking() != Tracking.TRACKED) {
        return false;
      }
    }
    return true;
  }

  /** Reads {@code :OLDMODE NEWMODE OLDID NEWID STATUS} (git-diff-index(1)); no mode is 000000. */
  private static Optional<TreeEntry> oldEntry(byte[] record, String path)
      throws RepositoryException {
    int modeEnd = indexOf(record, ' ', 0);
    int otherModeEnd = indexOf(record, ' ', modeEnd + 1);
    int idEnd = indexOf(record, ' ', otherModeEnd + 1);
    if (modeEnd != 7 || otherModeEnd < 0 || idEnd < 0) {
      throw new RepositoryException("git diff-index printed a line that keytally cannot read");
    }
    return ascii(record, 1, modeEnd).equals("000000")
        ? Optional.empty()
        : Optional.of(
            new TreeEntry(
                path,
                mode(record, 1, modeEnd, path),
                Tracking.TRACKED,
                Optional.of(ascii(record, otherModeEnd + 1, idEnd))));
  }

  /** Reads {@code MODE TYPE ID\tPATH} (git-ls-tree(1)). */
  private static TreeEntry treeEntry(byte[] record) throws RepositoryException {
    int tab = indexOf(record, '\t', 0);
    int firstSpace = indexOf(record, ' ', 0);
    int secondSpace = indexOf(record, ' ', firstSpace + 1);
    if (tab < 0 || secondSpace < 0 || secondSpace > tab) {
      throw new RepositoryException("git ls-tree printed a line that keytally cannot read");
    }
    String path = PathBytes.decode(record, tab + 1, record.length - tab - 1);
    return new TreeEntry(
        path,
        mode(record, 0, firstSpace, path),
        Tracking.TRACKED,
        Optional.of(ascii(record, secondSpace + 1, tab)));
  }

  private static FileMode mode(byte[] record, int from, int to, String path)
      throws RepositoryException {
    int bits = 0;
    for (int i = from; i < to; i++) {
      bits = (bits << 3) | (record[i] - '0');
    }
    Optional<FileMode> mode = FileMode.of(bits);
    if (mode.isEmpty()) {
      throw new RepositoryException(
          "git records an unknown mode for '"
              + PathBytes.shown(path)
              + "'; run git fsck to find the damage");
    }
    return mode.get();
  }

  /** Object ids of what a revision names. */
  private record Named(Optional<String> commit, Optional<String> tree) {}

  /**
   * Resolves a revision. It goes through standard input, where it can be no option; git accepts no
   * reference that begins with a dash or holds control characters, so these name nothing.
   */
  private Optional<Named> name(String revision) throws RepositoryException {
    // A full id names the same for ever, and whoever resolved a name goes on with its id.
    Named known = resolved.get(revision);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Named> named = ask(revision);
    if (named.isPresent() && named.get().commit().isPresent()) {
      resolved.put(named.get().commit().get(), named.get());
    }
    return named;
  }

  private Optional<Named> ask(String revision) throws RepositoryException {
    if (revision.isEmpty() || revision.charAt(0) == '-') {
      return Optional.empty();
    }
    for (int i = 0; i < revision.length(); i++) {
      if (Character.isISOControl(revision.charAt(i))) {
        return Optional.empty();
      }
    }
    Optional<GitOutput> gathered = gathered("cat-file --batch-check " + revision);
    return gathered.isPresent()
        ? named(found(gathered.get()), found(gathered.get()), found(gathered.get()))
        : named(
            objects.named(revision),
            objects.named(revision + "^{commit}"),
            objects.named(revision + "^{tree}"));
  }

  private static Optional<GitObjects.Found> found(GitOutput output) throws RepositoryException {
    Optional<byte[]> line = output.record('\n');
    return line.isEmpty() ? Optional.empty() : GitObjects.found(line.get());
  }

  private static Optional<Named> named(
      Optional<GitObjects.Found> itself,
      Optional<GitObjects.Found> commit,
      Optional<GitObjects.Found> tree) {
    if (itself.isEmpty()) {
      return Optional.empty();
    }
    // The peeling suffixes are part of the path in REV:PATH, so they count only where the object is
    // no tree by itself.
    return itself.get().type().equals("tree")
        ? Optional.of(new Named(Optional.empty(), Optional.of(itself.get().id())))
        : Optional.of(new Named(idOf(commit, "commit"), idOf(tree, "tree")));
  }

  private static Optional<String> idOf(Optional<GitObjects.Found> found, String type) {
    return found.isPresent() && found.get().type().equals(type)
        ? Optional.of(found.get().id())
        : Optional.empty();
  }

  @Override
  public Optional<String> resolve(String revision) throws RepositoryException {
    Optional<Named> named = name(revision);
    return named.isEmpty() ? Optional.empty() : named.get().commit();
  }

  @Override
  public Merged mergeSnapshot(String ours, String theirs) throws RepositoryException {
    Optional<String> one = resolve(ours);
    Optional<String> other = resolve(theirs);
    if (one.isEmpty() || other.isEmpty()) {
      throw new RepositoryException(
          "'"
              + PathBytes.shown(one.isEmpty() ? ours : theirs)
              + "' names no commit of this repository; git log --all shows the commits there are");
    }
    if (mergeBase(one.get(), List.of(other.get())).isEmpty()) {
      throw new RepositoryException(JGitMerge.unrelated(ours, theirs));
    }
    return jgit().mergeSnapshot(one.get(), other.get());
  }

  @Override
  public HistoryWalk history(String revision) throws RepositoryException {
    Optional<String> tip = resolve(revision);
    if (tip.isEmpty()) {
      throw new RepositoryException(
          "'"
              + PathBytes.shown(revision)
              + "' names no commit of this repository; git log --all shows the commits there are");
    }
    // JGit would say that git has to be installed.
    if (tip.get().length() != SHA1_DIGITS) {
      throw new RepositoryException(
          "the history of a repository with SHA-256 object names cannot be read");
    }
    return jgit().history(tip.get());
  }

  private JGitRepository jgit() throws RepositoryException {
    if (jgit.isEmpty()) {
      jgit = Optional.of(JGitRepository.open(directory, environment));
    }
    return jgit.get();
  }

  @Override
  public Optional<String> mergeBase(String commit, Collection<String> others)
      throws RepositoryException {
    if (others.isEmpty()) {
      return Optional.empty();
    }
    List<String> arguments = new ArrayList<>(List.of("merge-base", commit));
    arguments.addAll(others);
    for (String id : arguments.subList(1, arguments.size())) {
      if (id.isEmpty() || id.charAt(0) == '-') {
        return Optional.empty();
      }
    }
    try (GitOutput git = start(arguments)) {
      Optional<byte[]> line = git.record('\n');
      if (line.isPresent()) {
        return Optional.of(ascii(line.get(), 0, line.get().length));
      }
      if (git.exitStatus() != 1) {
        requireSuccess(git, "merge-base");
      }
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> commitAt(String tip, Instant time) throws RepositoryException {
    if (tip.isEmpty() || tip.charAt(0) == '-' || time.getEpochSecond() < 0) {
      return Optional.empty();
    }
    List<String> arguments =
        List.of(
            "rev-list",
            "--first-parent",
            "--max-count=1",
            "--min-age=" + time.getEpochSecond(),
            tip,
            "--");
    try (GitOutput git = start(arguments)) {
      Optional<byte[]> line = git.record('\n');
      requireSuccess(git, "rev-list");
      return line.isEmpty()
          ? Optional.empty()
          : Optional.of(ascii(line.get(), 0, line.get().length));
    }
  }

  @Override
  public boolean isShallow() throws RepositoryException {
    try (GitOutput git = start(List.of("rev-parse", "--is-shallow-repository"))) {
      Optional<byte[]> line = git.record('\n');
      requireSuccess(git, "rev-parse");
      return line.isPresent() && ascii(line.get(), 0, line.get().length).equals("true");
    }
  }

  @Override
  public Map<String, String> references(String folder) throws RepositoryException {
    Map<String, String> references = new TreeMap<>();
    List<String> arguments =
        List.of(
            "for-each-ref",
            "--count=" + MOST_REFERENCES,
            "--format=%(objecttype) %(objectname) %(refname)",
            folder + '/');
    try (GitOutput git = start(arguments)) {
      for (Optional<byte[]> line = git.record('\n'); line.isPresent(); line = git.record('\n')) {
        byte[] record = line.get();
        int first = indexOf(record, ' ', 0);
        int second = indexOf(record, ' ', first + 1);
        if (second > 0 && ascii(record, 0, first).equals("commit")) {
          references.put(
              PathBytes.decode(record, second + 1, record.length - second - 1),
              ascii(record, first + 1, second));
        }
      }
      requireSuccess(git, "for-each-ref");
    }
    return references;
  }

  @Override
  public Optional<String> config(String name) throws RepositoryException {
    return Optional.ofNullable(configuration().get(canonicalName(name)));
  }

  private Map<String, String> configuration() throws RepositoryException {
    if (configuration.isEmpty()) {
      configuration = Optional.of(readConfiguration());
    }
    return configuration.get();
  }

  /** Section and variable names ignore case, what stands between does not (git-config(1)). */
  private static String canonicalName(String name) {
    int first = name.indexOf('.');
    int last = name.lastIndexOf('.');
    return first < 0
        ? name.toLowerCase(Locale.ROOT)
        : name.substring(0, first).toLowerCase(Locale.ROOT)
            + name.substring(first, last)
            + name.substring(last).toLowerCase(Locale.ROOT);
  }

  /** Whether objects may be left out that nobody has asked for yet. */
  boolean isPartialClone() throws RepositoryException {
    for (String name : configuration().keySet()) {
      if (name.equals("extensions.partialclone")
          || (name.startsWith("remote.") && name.endsWith(".promisor"))) {
        return true;
      }
    }
    return false;
  }

  private Map<String, String> readConfiguration() throws RepositoryException {
    Map<String, String> values = new HashMap<>();
    try (GitOutput git = start(List.of("config", "--list", "-z"))) {
      for (Optional<byte[]> record = git.record('\0');
          record.isPresent();
          record = git.record('\0')) {
        byte[] bytes = record.get();
        int line = indexOf(bytes, '\n', 0);
        if (line < 0) {
          // A name without a value means true.
          values.put(PathBytes.decode(bytes, 0, bytes.length), "true");
        } else {
          values.put(
              PathBytes.decode(bytes, 0, line),
              PathBytes.decode(bytes, line + 1, bytes.length - line - 1));
        }
      }
      requireSuccess(git, "config");
    }
    return values;
  }

  @Override
  public List<String> ignoredBelow(Collection<String> directories) throws RepositoryException {
    if (workTree.isEmpty() || directories.isEmpty()) {
      return List.of();
    }
    List<String> arguments =
        new ArrayList<>(List.of("ls-files", "-o", "-i", "--exclude-standard", "-z", "--"));
    if (canBeArguments(directories)) {
      arguments.addAll(directories);
    }
    List<String> ignored = new ArrayList<>();
    try (GitOutput git = start(arguments)) {
      for (Optional<byte[]> record = git.record('\0');
          record.isPresent();
          record = git.record('\0')) {
        String path = PathBytes.decode(record.get(), 0, record.get().length);
        if (isBelowOneOf(path, directories)) {
          ignored.add(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
        }
      }
      requireSuccess(git, "ls-files");
    }
    Collections.sort(ignored);
    return Collections.unmodifiableList(ignored);
  }

  /**
   * Whether these can be handed over as arguments in every locale and within the system's limit.
   */
  private static boolean canBeArguments(Collection<String> directories) {
    long length = 0;
    for (String directory : directories) {
      for (int i = 0; i < directory.length(); i++) {
        if (directory.charAt(i) > 0x7F) {
          return false;
        }
      }
      length += directory.length() + 1;
      if (directory.isEmpty() || length > 100_000) {
        return false;
      }
    }
    return true;
  }

  static boolean isBelowOneOf(String path, Collection<String> directories) {
    for (String directory : directories) {
      if (directory.isEmpty()
          || (path.length() > directory.length()
              && path.startsWith(directory)
              && path.charAt(directory.length()) == '/')) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Map<String, Map<String, String>> attributes(
      Collection<String> paths, Collection<String> names) throws RepositoryException {
    if (paths.isEmpty() || names.isEmpty()) {
      return Map.of();
    }
    List<String> arguments = new ArrayList<>(List.of("check-attr", "-z", "--stdin"));
    for (String name : names) {
      if (name.isEmpty() || name.charAt(0) == '-') {
        throw new IllegalArgumentException("not the name of an attribute: " + name);
      }
      arguments.add(name);
    }
    Map<String, Map<String, String>> attributes = new TreeMap<>();
    try (GitOutput git = start(arguments, new Paths(paths))) {
      for (Optional<byte[]> path = git.record('\0'); path.isPresent(); path = git.record('\0')) {
        Optional<byte[]> name = git.record('\0');
        Optional<byte[]> value = git.record('\0');
        if (name.isEmpty() || value.isEmpty()) {
          break;
        }
        String text = PathBytes.decode(value.get(), 0, value.get().length);
        if (!text.equals("unspecified") && !text.equals("unset")) {
          String key = PathBytes.decode(path.get(), 0, path.get().length);
          Map<String, String> set = attributes.get(key);
          if (set == null) {
            set = new TreeMap<>();
            attributes.put(key, set);
          }
          set.put(PathBytes.decode(name.get(), 0, name.get().length), text);
        }
      }
      requireSuccess(git, "check-attr");
    }
    return attributes;
  }

  /**
   * Lists the index and, if wanted, untracked files, in one run: {@code TAG MODE ID STAGE\tPATH}
   * for tracked and {@code ? PATH} for other files (git-ls-files(1), {@code -t}).
   */
  private void listFiles(boolean others, IndexEntries tracked, List<String> untracked)
      throws RepositoryException {
    List<String> arguments =
        others
            ? List.of("ls-files", "-t", "-s", "-z", "-c", "-o", "--exclude-standard")
            : List.of("ls-files", "-t", "-s", "-z");
    try (GitOutput git = start(arguments)) {
      for (Optional<byte[]> record = git.record('\0');
          record.isPresent();
          record = git.record('\0')) {
        byte[] bytes = record.get();
        if (bytes.length > 2 && bytes[0] == '?') {
          EntryList.requireRoom("the work tree", untracked.size());
          untracked.add(PathBytes.decode(bytes, 2, bytes.length - 2));
        } else {
          tracked.add(indexEntry(bytes));
        }
      }
      requireSuccess(git, "ls-files");
    }
    if (tracked.hasEmptyContent()) {
      tracked.markIntentToAdd(announced());
    }
  }

  private static IndexEntry indexEntry(byte[] record) throws RepositoryException {
    int tab = indexOf(record, '\t', 0);
    int modeEnd = indexOf(record, ' ', 2);
    int idEnd = indexOf(record, ' ', modeEnd + 1);
    if (modeEnd < 0 || idEnd < 0 || tab != idEnd + 2) {
      throw new RepositoryException("git ls-files printed a line that keytally cannot read");
    }
    String path = PathBytes.decode(record, tab + 1, record.length - tab - 1);
    return new IndexEntry(
        path,
        mode(record, 2, modeEnd, path),
        record[tab - 1] - '0',
        ascii(record, modeEnd + 1, idEnd),
        record[0] == 'S',
        false);
  }

  /**
   * Finds the paths that were only announced: what was gathered shows HEAD with and without them.
   */
  private Set<String> announced() throws RepositoryException {
    if (gathered.isEmpty()) {
      return intentToAdd();
    }
    Optional<String> head = resolve("HEAD");
    if (head.isEmpty()) {
      return intentToAdd();
    }
    Map<String, Optional<TreeEntry>> with = differences(head.get(), true);
    Map<String, Optional<TreeEntry>> without = differences(head.get(), false);
    Set<String> announced = new HashSet<>();
    for (String path : with.keySet()) {
      if (!without.containsKey(path)) {
        announced.add(path);
      }
    }
    for (String path : without.keySet()) {
      if (!with.containsKey(path)) {
        announced.add(path);
      }
    }
    return announced;
  }

  /**
   * Finds the paths that were only announced. Git lists them like an empty file and tells the
   * difference nowhere but in the debug listing: each path is followed by indented lines, the last
   * of which ends with the entry's flags in hexadecimal (CE_INTENT_TO_ADD of git's cache.h).
   */
  private Set<String> intentToAdd() throws RepositoryException {
    Set<String> announced = new HashSet<>();
    try (GitOutput git = start(List.of("ls-files", "--debug", "-z"))) {
      for (Optional<byte[]> record = git.record('\0');
          record.isPresent();
          record = git.record('\0')) {
        while (git.peek() == ' ') {
          Optional<byte[]> line = git.record('\n');
          if (line.isPresent() && isIntentToAdd(line.get())) {
            announced.add(PathBytes.decode(record.get(), 0, record.get().length));
          }
        }
      }
      requireSuccess(git, "ls-files");
    }
    return announced;
  }

  private static boolean isIntentToAdd(byte[] line) {
    String text = ascii(line, 0, line.length);
    int flags = text.lastIndexOf("flags: ");
    if (flags < 0) {
      return false;
    }
    try {
      return (Long.parseLong(text.substring(flags + 7).strip(), 16) & CE_INTENT_TO_ADD) != 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Paths, each ended by a zero byte. */
  private static final class Paths implements GitProcess.Input {

    private final Collection<String> paths;

    Paths(Collection<String> paths) {
      this.paths = paths;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      try (BufferedOutputStream buffered = new BufferedOutputStream(out)) {
        for (String path : paths) {
          buffered.write(PathBytes.encode(path));
          buffered.write(0);
        }
      }
    }
  }

  /** What git prints to a command without input: gathered already, or by starting it. */
  private GitOutput start(List<String> arguments) throws RepositoryException {
    Optional<GitOutput> known = gathered(String.join(" ", arguments));
    return known.isPresent()
        ? known.get()
        : new GitProcess(
            builder(program, directory, environment, arguments),
            arguments.get(0),
            Optional.empty(),
            patience);
  }

  private Optional<GitOutput> gathered(String command) throws RepositoryException {
    return gathered.isPresent() ? gathered.get().answer(command) : Optional.empty();
  }

  GitProcess startConversation(List<String> arguments) throws RepositoryException {
    return GitProcess.conversation(
        builder(program, directory, environment, arguments), arguments.get(0), patience);
  }

  GitProcess start(List<String> arguments, GitProcess.Input input) throws RepositoryException {
    return new GitProcess(
        builder(program, directory, environment, arguments),
        arguments.get(0),
        Optional.of(input),
        patience);
  }

  private static ProcessBuilder builder(
      Path program, Path directory, Map<String, String> environment, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add("--no-pager");
    if (!arguments.get(0).equals("config")) {
      // These two would run programs that the repository's configuration names.
      command.add("-c");
      command.add("core.fsmonitor=false");
      command.add("-c");
      command.add("core.hooksPath=/dev/null");
    }
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    // The empty path is the current folder for Java, but no folder for the system.
    builder.directory(directory.resolve(".").toFile());
    Map<String, String> variables = builder.environment();
    variables.putAll(environment);
    variables.put("LC_ALL", "C");
    variables.put("GIT_OPTIONAL_LOCKS", "0");
    variables.put("GIT_TERMINAL_PROMPT", "0");
    variables.put("GIT_NO_REPLACE_OBJECTS", "1");
    // Fetching on demand, which git before 2.45 knows no switch for, has no protocol to use.
    variables.put("GIT_NO_LAZY_FETCH", "1");
    variables.put("GIT_ALLOW_PROTOCOL", "none");
    variables.remove("GIT_GLOB_PATHSPECS");
    variables.remove("GIT_NOGLOB_PATHSPECS");
    variables.remove("GIT_ICASE_PATHSPECS");
    variables.put("GIT_LITERAL_PATHSPECS", "1");
    return builder;
  }

  void requireSuccess(GitOutput git, String command) throws RepositoryException {
    int status = git.exitStatus();
    if (status != 0) {
      String complaint = git.complaint();
      throw new RepositoryException(
          "git "
              + command
              + " failed with exit status "
              + status
              + " in "
              + PathBytes.shown(gitDirectory.toString())
              + (complaint.isEmpty() ? "" : ": " + oneLine(complaint)));
    }
  }

  static String oneLine(String complaint) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < complaint.length(); i++) {
      char c = complaint.charAt(i);
      if (c == '\n') {
        line.append("; ");
      } else {
        line.append(c);
      }
    }
    return PathBytes.shown(line.toString());
  }

  static int indexOf(byte[] bytes, char wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  static String ascii(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    objects.close();
    if (jgit.isPresent()) {
      jgit.get().close();
    }
  }
}
