package org.keytally.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Applies edits all or not at all. What stood there before and a journal are in {@code
 * keytally/transaction} of the git directory from before the first change to after the last proof;
 * that folder's existence is what makes a transaction unfinished, and one rename ends it. To be
 * used by whoever holds {@link ClanLock}.
 *
 * <p>Before-images are second names of the files themselves, so that nothing is copied, and a full
 * disk cannot stand in the way of taking back.
 */
public final class Transaction {

  private static final String HOME = "keytally";
  private static final String DRAFT = "transaction.draft";
  private static final String OPEN = "transaction";
  private static final String DONE = "transaction.done";
  private static final String JOURNAL = "journal";
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  private final WorkTreePaths paths;
  private final Path home;
  private final Disk disk;
  private final BooleanSupplier interrupted;
  private Progress progress = Progress.SILENT;

  /**
   * For one work tree.
   *
   * @param interrupted asked between changes; once true, everything is taken back
   */
  public Transaction(Path workTree, Path gitDirectory, BooleanSupplier interrupted) {
    this(workTree, gitDirectory, new LocalDisk(), interrupted);
  }

  Transaction(Path workTree, Path gitDirectory, Disk disk, BooleanSupplier interrupted) {
    this.paths = new WorkTreePaths(workTree);
    this.home = gitDirectory.resolve(HOME);
    this.disk = disk;
    this.interrupted = interrupted;
  }

  /** Tells how far it is. */
  public Transaction telling(Progress listener) {
    this.progress = listener;
    return this;
  }

  /** Proves the new state before it is kept. */
  @FunctionalInterface
  public interface ReadBack {

    /**
     * Looks at what now stands on disk.
     *
     * @param content what was read back of a rewritten file
     * @throws RepairException if it is not what was meant; everything is taken back
     */
    void prove(Edit.Rewrite edit, byte[] content) throws RepairException;

    /** How many threads may ask at a time. */
    default int threads() {
      return 1;
    }
  }

  /**
   * Finishes or undoes what an interrupted repair left.
   *
   * @throws RepairException if a file was changed since, so that neither is right; the message
   *     names it
   */
  public Optional<Recovery> recover() throws RepairException, IOException {
    clear(DRAFT);
    Optional<Journal> done = journal(DONE);
    clear(DONE);
    Optional<Journal> open = journal(OPEN);
    if (open.isPresent()) {
      undo(open.get());
      return Optional.of(
          new Recovery(Recovery.Outcome.UNDONE, open.get().begun(), open.get().entries().size()));
    }
    return done.map(
        journal ->
            new Recovery(Recovery.Outcome.FINISHED, journal.begun(), journal.entries().size()));
  }

  /**
   * Applies edits of distinct paths, in their order.
   *
   * @throws RepairException if a file is not as planned, or a proof fails; nothing is changed
   * @throws IOException if the disk fails; nothing is changed
   */
  public void apply(List<? extends Edit> edits, ReadBack readBack)
      throws RepairException, IOException {
    if (edits.isEmpty()) {
      return;
    }
    requireDistinct(edits);
    Journal journal = draft(edits);
    try {
      disk.rename(home.resolve(DRAFT), home.resolve(OPEN));
      disk.sync(home);
      makeFolders(journal);
      stage(edits, journal);
      replace(edits, journal);
      syncFolders(journal);
      readBack(edits, readBack);
      disk.rename(home.resolve(OPEN), home.resolve(DONE));
    } catch (RepairException | IOException | RuntimeException | Error e) {
      takeBack(journal, e);
      throw e;
    }
    try {
      disk.sync(home);
      clear(DONE);
    } catch (IOException e) {
      // The changes are made and proven; the next repair clears away what is left of the journal.
      return;
    }
  }

  /** What stops that is said by the next command: the transaction then is unfinished. */
  private void takeBack(Journal journal, Throwable cause) {
    try {
      if (Files.exists(home.resolve(OPEN), LinkOption.NOFOLLOW_LINKS)) {
        undo(journal);
      }
    } catch (RepairException | IOException | RuntimeException | Error e) {
      cause.addSuppressed(e);
    }
  }

  private static void requireDistinct(List<? extends Edit> edits) {
    Set<String> seen = new TreeSet<>();
    for (Edit edit : edits) {
      if (!seen.add(edit.path())) {
        throw new IllegalArgumentException("two edits of " + edit.path());
      }
    }
  }

  /** Writes down all that taking back needs. */
  private Journal draft(List<? extends Edit> edits) throws RepairException, IOException {
    if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
      disk.makeFolder(home);
    }
    if (Files.exists(home.resolve(OPEN), LinkOption.NOFOLLOW_LINKS)) {
      throw new RepairException("an interrupted repair has to be finished or undone first.");
    }
    clear(DRAFT);
    clear(DONE);
    Path draft = home.resolve(DRAFT);
    disk.makeFolder(draft);
    String id = newId();
    String[] targets = new String[edits.size()];
    Threads.run(
        disk.threads(),
        edits.size(),
        i -> targets[i] = kept(edits.get(i), draft.resolve(Integer.toString(i))));
    List<Journal.Entry> entries = new ArrayList<>();
    Set<String> folders = new LinkedHashSet<>();
    for (int i = 0; i < edits.size(); i++) {
      Edit edit = edits.get(i);
      noteMissingFolders(edit.path(), folders);
      entries.add(
          new Journal.Entry(
              edit.path(), edit.before(), edit.after(), ".keytally-" + id + '-' + i, targets[i]));
    }
    Journal journal =
        new Journal(
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            List.copyOf(folders),
            entries);
    disk.write(draft.resolve(JOURNAL), journal.text(), PRIVATE);
    disk.sync(draft.resolve(JOURNAL));
    disk.sync(draft);
    return journal;
  }

  /**
   * Keeps what stands before an edit, as a before-image if it is a file.
   *
   * @return where it leads, if it is a link; else empty
   */
  private String kept(Edit edit, Path image) throws RepairException, IOException {
    Path place = paths.at(edit.path());
    requireState(edit.path(), place, edit.before());
    if (edit.before().isFile()) {
      keep(image, place);
    }
    return edit.before().kind() == State.Kind.LINK ? Files.readSymbolicLink(place).toString() : "";
  }

  /** A second name where the file system allows it, else a copy. */
  private void keep(Path image, Path place) throws IOException {
    try {
      disk.hardLink(image, place);
    } catch (IOException | UnsupportedOperationException e) {
      disk.write(image, Files.readAllBytes(place), WorkTreePaths.permissions(place));
      disk.sync(image);
    }
  }

  private void noteMissingFolders(String path, Set<String> folders) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String folder = path.substring(0, slash);
      if (!Files.exists(paths.root().resolve(folder), LinkOption.NOFOLLOW_LINKS)) {
        folders.add(folder);
      }
    }
  }

  private void makeFolders(Journal journal) throws RepairException, IOException {
    for (String folder : journal.folders()) {
      disk.makeFolder(paths.at(folder));
    }
  }

  /** Writes every new content beside its place: a full disk shows before anything is replaced. */
  private void stage(List<? extends Edit> edits, Journal journal)
      throws RepairException, IOException {
    Path[] written = new Path[edits.size()];
    Threads.run(
        disk.threads(),
        edits.size(),
        i -> {
          requireNoInterruption();
          Edit edit = edits.get(i);
          Path place = paths.at(edit.path());
          written[i] = place.resolveSibling(journal.entries().get(i).temporary());
          stage(edit, place, written[i]);
          progress.advance(Progress.Phase.WRITING, edits.size());
        });
    List<Path> files = new ArrayList<>(edits.size());
    for (int i = 0; i < edits.size(); i++) {
      if (edits.get(i) instanceof Edit.Rewrite || edits.get(i) instanceof Edit.Mode) {
        files.add(written[i]);
      }
    }
    disk.syncAll(files);
  }

  private void stage(Edit edit, Path place, Path temporary) throws IOException {
    if (edit instanceof Edit.Rewrite rewrite) {
      disk.write(
          temporary,
          rewrite.content().bytes(),
          permissions(place, edit.before(), rewrite.executable()));
    } else if (edit instanceof Edit.Mode mode) {
      disk.write(
          temporary,
          Files.readAllBytes(place),
          permissions(place, edit.before(), mode.executable()));
    } else if (edit instanceof Edit.Link link) {
      disk.symbolicLink(temporary, link.target());
    }
  }

  private static Set<PosixFilePermission> permissions(Path place, State before, boolean executable)
      throws IOException {
    Set<PosixFilePermission> present = WorkTreePaths.permissions(place);
    return (before.kind() == State.Kind.EXECUTABLE) == executable
        ? present
        : WorkTreePaths.executable(present, executable);
  }

  private void replace(List<? extends Edit> edits, Journal journal)
      throws RepairException, IOException {
    for (int i = 0; i < edits.size(); i++) {
      requireNoInterruption();
      Edit edit = edits.get(i);
      Path place = paths.at(edit.path());
      requireState(edit.path(), place, edit.before());
      if (edit instanceof Edit.Delete) {
        disk.delete(place);
      } else {
        disk.rename(place.resolveSibling(journal.entries().get(i).temporary()), place);
      }
      progress.advance(Progress.Phase.REPLACING, edits.size());
    }
  }

  private void requireNoInterruption() throws RepairException {
    if (interrupted.getAsBoolean()) {
      throw new RepairException("interrupted.");
    }
  }

  private static void requireState(String path, Path place, State wanted)
      throws RepairException, IOException {
    if (!WorkTreePaths.state(place).equals(wanted)) {
      throw changed(path);
    }
  }

  private static RepairException changed(String path) {
    return new RepairException(path + " was changed by somebody else since the plan was made.");
  }

  private void syncFolders(Journal journal) throws IOException {
    Set<Path> folders = new LinkedHashSet<>();
    for (Journal.Entry entry : journal.entries()) {
      addFolder(folders, paths.root().resolve(entry.path()));
    }
    for (String folder : journal.folders()) {
      addFolder(folders, paths.root().resolve(folder));
    }
    folders.removeIf(folder -> !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS));
    disk.syncAll(List.copyOf(folders));
  }

  private static void addFolder(Set<Path> folders, Path of) {
    Path folder = of.getParent();
    if (folder != null) {
      folders.add(folder);
    }
  }

  private void readBack(List<? extends Edit> edits, ReadBack readBack)
      throws RepairException, IOException {
    Threads.run(
        readBack.threads(),
        edits.size(),
        i -> {
          requireNoInterruption();
          Edit edit = edits.get(i);
          Path place = paths.at(edit.path());
          if (edit instanceof Edit.Rewrite rewrite) {
            Optional<byte[]> content = WorkTreePaths.content(place, rewrite.executable());
            if (content.isEmpty() || !rewrite.content().is(content.get())) {
              throw changed(edit.path());
            }
            readBack.prove(rewrite, content.get());
          } else {
            requireState(edit.path(), place, edit.after());
          }
          progress.advance(Progress.Phase.PROVING, edits.size());
        });
  }

  /** Takes everything back; may be interrupted and begun again at any point. */
  private void undo(Journal journal) throws RepairException, IOException {
    List<String> changedSince = new ArrayList<>();
    for (int i = journal.entries().size() - 1; i >= 0; i--) {
      Journal.Entry entry = journal.entries().get(i);
      try {
        Path place = paths.at(entry.path());
        if (!restore(entry, place, home.resolve(OPEN).resolve(Integer.toString(i)))) {
          changedSince.add(entry.path());
        }
        deleteIfThere(place.resolveSibling(entry.temporary()));
      } catch (RepairException e) {
        changedSince.add(entry.path());
      }
    }
    for (int i = journal.folders().size() - 1; i >= 0; i--) {
      Path folder = paths.root().resolve(journal.folders().get(i));
      if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && isEmpty(folder)) {
        disk.delete(folder);
      }
    }
    syncFolders(journal);
    if (!changedSince.isEmpty()) {
      throw new RepairException(
          "a repair of "
              + journal.begun()
              + " was interrupted, and since then somebody changed "
              + String.join(", ", changedSince)
              + ". All its other files are as before. Look at these, then delete "
              + home.resolve(OPEN)
              + ", where their former content is.");
    }
    disk.rename(home.resolve(OPEN), home.resolve(DRAFT));
    disk.sync(home);
    clear(DRAFT);
  }

  /**
   * Whether the former state is there again, or what somebody else put there before our turn came.
   */
  private boolean restore(Journal.Entry entry, Path place, Path image)
      throws RepairException, IOException {
    State now = WorkTreePaths.state(place);
    if (now.equals(entry.before())) {
      return true;
    }
    Path temporary = place.resolveSibling(entry.temporary());
    if (!now.equals(entry.after())) {
      // What was to take the place still waits beside it, so the place was not ours yet.
      return Files.exists(temporary, LinkOption.NOFOLLOW_LINKS);
    }
    deleteIfThere(temporary);
    switch (entry.before().kind()) {
      case NOTHING -> disk.delete(place);
      case LINK -> {
        disk.symbolicLink(temporary, entry.target());
        disk.rename(temporary, place);
      }
      case FILE, EXECUTABLE -> {
        if (!WorkTreePaths.state(image).equals(entry.before())) {
          return false;
        }
        if (Files.getFileStore(image).equals(Files.getFileStore(paths.root()))) {
          disk.rename(image, place);
        } else {
          disk.write(temporary, Files.readAllBytes(image), WorkTreePaths.permissions(image));
          disk.sync(temporary);
          disk.rename(temporary, place);
        }
      }
    }
    return true;
  }

  private Optional<Journal> journal(String folder) throws IOException {
    Path file = home.resolve(folder).resolve(JOURNAL);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(Journal.parse(Files.readAllBytes(file)))
        : Optional.empty();
  }

  private void deleteIfThere(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      disk.delete(path);
    }
  }

  private void clear(String name) throws IOException {
    Path folder = home.resolve(name);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> images;
    try (Stream<Path> listed = Files.list(folder)) {
      images = listed.filter(file -> !file.endsWith(JOURNAL)).toList();
    }
    disk.deleteAll(images);
    // The journal goes last: it tells what this was.
    deleteIfThere(folder.resolve(JOURNAL));
    disk.delete(folder);
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> listed = Files.list(folder)) {
      return listed.findAny().isEmpty();
    }
  }

  private static String newId() {
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
