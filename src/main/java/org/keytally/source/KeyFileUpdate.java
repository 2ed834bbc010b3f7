package org.keytally.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keytally.source.KeyFile.Entry;
import org.keytally.source.KeyFile.Problem;
import org.keytally.source.KeyFile.RecipientComment;

/**
 * What has to be done to the workstation's key file so that it holds certain identities: a plan,
 * and its execution. Identities that are there stay, whoever they are; new ones are added with the
 * comment that clan reads (clan-repository 2.3). The file is replaced as a whole, after a dated
 * backup, and is open to its owner only (COR-11). Holds private keys until closed.
 */
public final class KeyFileUpdate implements AutoCloseable {

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String COMMENT = "# public key: ";

  private final Path file;
  private final String shown;
  private final boolean exists;
  private final byte[] before;
  private final byte[] after;
  private final List<String> steps;
  private final Optional<Set<PosixFilePermission>> folderPermissions;

  private KeyFileUpdate(
      Path file,
      String shown,
      boolean exists,
      byte[] before,
      byte[] after,
      List<String> steps,
      Optional<Set<PosixFilePermission>> folderPermissions) {
    this.folderPermissions = folderPermissions;
    this.file = file;
    this.shown = shown;
    this.exists = exists;
    this.before = before;
    this.after = after;
    this.steps = List.copyOf(steps);
  }

  /**
   * The key file in force: what {@code SOPS_AGE_KEY_FILE} names, else {@code sops/age/keys.txt} in
   * the platform's configuration folder.
   *
   * @throws IOException if the environment names none
   */
  public static Path place(Environment environment) throws IOException {
    Optional<Path> named =
        environment.hasText("SOPS_AGE_KEY_FILE")
            ? environment.variable("SOPS_AGE_KEY_FILE").flatMap(Environment::path)
            : environment.configurationFolder().map(WorkstationReader::keyFileIn);
    if (named.isEmpty()) {
      throw new IOException(
          "There is no place for a key file: set SOPS_AGE_KEY_FILE, HOME or an absolute"
              + " XDG_CONFIG_HOME.");
    }
    // A link, as home-manager makes them, is not what gets replaced, but what it points at.
    return Files.isSymbolicLink(named.get())
        ? named.get().toRealPath()
        : named.get().toAbsolutePath();
  }

  /**
   * Plans. Comments that lie are corrected (COR-09) and permissions tightened (COR-11), whatever is
   * wanted.
   *
   * @param file as of {@link #place}
   * @param wanted identities that it has to hold
   * @throws IOException if the file cannot be read, is protected by a passphrase, or has a line
   *     that makes sops drop all of it; the message says which
   */
  public static KeyFileUpdate plan(Environment environment, Path file, List<DerivedIdentity> wanted)
      throws IOException {
    return plan(environment, file, wanted, Set.of());
  }

  /**
   * Plans, also to take identities out; all others stay, and the backup has those too.
   *
   * @param unwanted public keys of identities that it must not hold any more
   * @throws IOException as the other
   */
  public static KeyFileUpdate plan(
      Environment environment, Path file, List<DerivedIdentity> wanted, Set<String> unwanted)
      throws IOException {
    String shown = environment.shown(file);
    KeyFileBytes bytes = KeyFileBytes.read(file);
    try {
      if (bytes.content().isEmpty() && !bytes.isAbsent()) {
        throw new IOException(shown + " " + bytes.reason() + ".");
      }
      byte[] before = bytes.content().orElse(new byte[0]);
      IdentityText text = new IdentityText(before, false, Recipients::of).read();
      for (Problem problem : text.problems()) {
        if (problem.kind() == Problem.Kind.ENCRYPTED || problem.kind() == Problem.Kind.BAD_LINE) {
          throw new IOException(
              shown
                  + (problem.line() > 0 ? ":" + problem.line() : "")
                  + " "
                  + problem.message()
                  + "; it is left alone. Mend it by hand, or move it away, and sync again.");
        }
      }
      List<String> steps = new ArrayList<>();
      byte[] after = content(before, text, wanted, unwanted, steps);
      permissions(file, !bytes.isAbsent(), shown, steps);
      return new KeyFileUpdate(
          file, shown, !bytes.isAbsent(), before.clone(), after, steps, Optional.of(OWNER_FOLDER));
    } finally {
      bytes.wipe();
    }
  }

  /** For no file at all. */
  public static KeyFileUpdate nothing() {
    return new KeyFileUpdate(
        Path.of(""), "", false, new byte[0], new byte[0], List.of(), Optional.empty());
  }

  /**
   * Plans only what is wrong with the file as it is: who can get at it (COR-11), and comments that
   * name another public key than that of the identity below them (COR-09).
   *
   * @param comments whether comments are corrected
   * @param permissions whether others are kept out
   * @throws IOException if the file is there and cannot be read
   */
  public static KeyFileUpdate mending(
      Environment environment, Path file, boolean comments, boolean permissions)
      throws IOException {
    String shown = environment.shown(file);
    KeyFileBytes bytes = KeyFileBytes.read(file);
    try {
      if (bytes.content().isEmpty() && !bytes.isAbsent()) {
        throw new IOException(shown + " " + bytes.reason() + ".");
      }
      byte[] before = bytes.content().orElse(new byte[0]);
      List<String> steps = new ArrayList<>();
      byte[] after = comments ? withTrueComments(before, steps) : before.clone();
      Optional<Set<PosixFilePermission>> folder = Optional.empty();
      if (permissions && !bytes.isAbsent() && FilePermissions.exposure(file).isPresent()) {
        if (!Files.getPosixFilePermissions(file).equals(OWNER)) {
          steps.add("Make " + shown + " readable by its owner only (0600).");
        }
        folder = keepingOthersOut(folder(file));
        if (folder.isPresent()) {
          steps.add("Take the right to write to the folder of " + shown + " from others.");
        }
      }
      return new KeyFileUpdate(
          file, shown, !bytes.isAbsent(), before.clone(), after, steps, folder);
    } finally {
      bytes.wipe();
    }
  }

  /** What a folder is to be open for; absent where that needs no change. */
  private static Optional<Set<PosixFilePermission>> keepingOthersOut(Path folder)
      throws IOException {
    Set<PosixFilePermission> now = Files.getPosixFilePermissions(folder);
    Set<PosixFilePermission> closed = EnumSet.copyOf(now);
    closed.remove(PosixFilePermission.GROUP_WRITE);
    closed.remove(PosixFilePermission.OTHERS_WRITE);
    return closed.equals(now) || FilePermissions.isSticky(folder)
        ? Optional.empty()
        : Optional.of(closed);
  }

  private static byte[] withTrueComments(byte[] before, List<String> steps) {
    IdentityText text = new IdentityText(before, false, Recipients::of).read();
    Map<Integer, String> recipients = new HashMap<>();
    for (Entry entry : text.entries()) {
      if (entry.recipient().isPresent() && !entry.plugin()) {
        recipients.put(entry.line(), entry.recipient().get());
      }
    }
    for (RecipientComment comment : text.comments()) {
      if (comment.recipient().equals(recipients.get(comment.entryLine()))) {
        // One that is right is enough; the others may name the key's other forms.
        recipients.remove(comment.entryLine());
      }
    }
    Map<Integer, String> wrong = new HashMap<>();
    for (RecipientComment comment : text.comments()) {
      @Nullable String recipient = recipients.get(comment.entryLine());
      if (recipient != null && comment.recipient().startsWith("age1")) {
        wrong.put(comment.line(), recipient);
        steps.add(
            "Correct the comment in line "
                + comment.line()
                + ": the identity after it is "
                + recipient
                + ", not "
                + comment.recipient()
                + ".");
      }
    }
    if (wrong.isEmpty()) {
      return before.clone();
    }
    try (Wiped out = new Wiped()) {
      copy(before, wrong, Map.of(), Set.of(), out);
      return out.toByteArray();
    }
  }

  /** What would be done, a sentence for each; none where all is well. */
  public List<String> steps() {
    return steps;
  }

  /** The key file, for a person. */
  public String shown() {
    return shown;
  }

  /**
   * Carries the plan out, and reads it back.
   *
   * @return where the file as it was before is kept; absent where its content did not change
   * @throws IOException if it cannot, and then the file is as it was; or if it has changed since it
   *     was planned for
   */
  public Optional<Path> apply() throws IOException {
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    Path folder = folder(file);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
    }
    if (folderPermissions.isPresent()) {
      Files.setPosixFilePermissions(folder, folderPermissions.get());
    }
    requireUnchanged();
    if (Arrays.equals(before, after)) {
      if (exists && FilePermissions.exposure(file).isPresent()) {
        Files.setPosixFilePermissions(file, OWNER);
      }
      return Optional.empty();
    }
    Optional<Path> backup = Optional.empty();
    if (exists) {
      backup = Optional.of(file.resolveSibling(file.getFileName() + backupSuffix()));
      write(backup.get(), before);
    }
    Path draft = file.resolveSibling("." + file.getFileName() + ".keytally-new");
    Files.deleteIfExists(draft);
    try {
      write(draft, after);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
    KeyFileBytes written = KeyFileBytes.read(file);
    try {
      if (!MessageDigest.isEqual(written.content().orElse(new byte[0]), after)) {
        throw new IOException(shown + " is not as it was written; somebody else writes to it.");
      }
    } finally {
      written.wipe();
    }
    return backup;
  }

  @Override
  public void close() {
    Arrays.fill(before, (byte) 0);
    Arrays.fill(after, (byte) 0);
  }

  private void requireUnchanged() throws IOException {
    KeyFileBytes now = KeyFileBytes.read(file);
    try {
      if (now.isAbsent() == exists
          || !MessageDigest.isEqual(now.content().orElse(new byte[0]), before)) {
        throw new IOException(shown + " has changed in the meantime; sync again.");
      }
    } finally {
      now.wipe();
    }
  }

  private String backupSuffix() {
    String suffix = ".backup-" + STAMP.format(Instant.now());
    String free = suffix;
    for (int i = 2;
        Files.exists(file.resolveSibling(file.getFileName() + free), LinkOption.NOFOLLOW_LINKS);
        i++) {
      free = suffix + "-" + i;
    }
    return free;
  }

  private static void write(Path path, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static Path folder(Path file) {
    @Nullable Path folder = file.getParent();
    return folder == null ? Path.of("").toAbsolutePath() : folder;
  }

  private static void permissions(Path file, boolean exists, String shown, List<String> steps)
      throws IOException {
    if (exists && !Files.getPosixFilePermissions(file).equals(OWNER)) {
      steps.add("Make " + shown + " readable by its owner only (0600).");
    }
    Path folder = folder(file);
    if (Files.isDirectory(folder) && !Files.getPosixFilePermissions(folder).equals(OWNER_FOLDER)) {
      steps.add("Make the folder of " + shown + " accessible to its owner only (0700).");
    }
  }

  private static byte[] content(
      byte[] before,
      IdentityText text,
      List<DerivedIdentity> wanted,
      Set<String> unwanted,
      List<String> steps) {
    Set<Integer> gone = new HashSet<>();
    for (Entry entry : text.entries()) {
      if (entry.recipient().isPresent() && unwanted.contains(entry.recipient().get())) {
        gone.add(entry.line());
        steps.add("Take out the identity of " + entry.recipient().get() + "; the backup keeps it.");
        for (RecipientComment comment : text.comments()) {
          if (comment.entryLine() == entry.line()) {
            gone.add(comment.line());
          }
        }
      }
    }
    Map<String, Integer> lines = new HashMap<>();
    for (Entry entry : text.entries()) {
      if (entry.recipient().isPresent()) {
        lines.putIfAbsent(entry.recipient().get(), entry.line());
      }
    }
    Map<Integer, String> wrongComments = new HashMap<>();
    Map<Integer, String> missingComments = new HashMap<>();
    Set<Integer> commented = new HashSet<>();
    for (RecipientComment comment : text.comments()) {
      commented.add(comment.entryLine());
      Optional<String> truth = derived(text, comment.entryLine());
      if (truth.isPresent() && !truth.get().equals(comment.recipient())) {
        wrongComments.put(comment.line(), truth.get());
        steps.add(
            "Correct the comment in line "
                + comment.line()
                + ": the identity after it is "
                + truth.get()
                + ", not "
                + comment.recipient()
                + ".");
      }
    }
    List<DerivedIdentity> added = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (DerivedIdentity identity : wanted) {
      if (!seen.add(identity.recipient())) {
        continue;
      }
      @Nullable Integer line = lines.get(identity.recipient());
      if (line == null) {
        added.add(identity);
        steps.add("Add the identity of " + identity.name() + ", " + identity.recipient() + ".");
        continue;
      }
      if (!commented.contains(line)) {
        missingComments.put(line, identity.recipient());
        steps.add(
            "Write the public key "
                + identity.recipient()
                + " above its identity in line "
                + line
                + ".");
      }
    }
    if (steps.isEmpty()) {
      return before.clone();
    }
    try (Wiped out = new Wiped()) {
      copy(before, wrongComments, missingComments, gone, out);
      for (DerivedIdentity identity : added) {
        out.line(COMMENT + identity.recipient());
        byte[] secret = identity.identity().encode();
        out.writeBytes(secret);
        Arrays.fill(secret, (byte) 0);
        out.write('\n');
      }
      return out.toByteArray();
    }
  }

  /** The public key of the identity in a line; not of a plugin's, which only the comment tells. */
  private static Optional<String> derived(IdentityText text, int line) {
    for (Entry entry : text.entries()) {
      if (entry.line() == line && !entry.plugin()) {
        return entry.recipient();
      }
    }
    return Optional.empty();
  }

  private static void copy(
      byte[] before,
      Map<Integer, String> wrong,
      Map<Integer, String> missing,
      Set<Integer> gone,
      Wiped out) {
    int number = 1;
    int start = 0;
    while (start < before.length) {
      int end = start;
      while (end < before.length && before[end] != '\n') {
        end++;
      }
      @Nullable String above = missing.get(number);
      if (above != null) {
        out.line(COMMENT + above);
      }
      @Nullable String instead = wrong.get(number);
      if (gone.contains(number)) {
        number++;
        start = end + 1;
        continue;
      }
      if (instead != null) {
        out.line(COMMENT + instead);
      } else {
        out.write(before, start, end - start);
        out.write('\n');
      }
      start = end + 1;
      number++;
    }
  }

  /** Collects bytes, and leaves none behind. */
  private static final class Wiped extends ByteArrayOutputStream {

    void line(String text) {
      writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      reserve(length);
      super.write(bytes, offset, length);
    }

    @Override
    public synchronized void write(int b) {
      reserve(1);
      super.write(b);
    }

    /** Grows by itself, so that the array that it outgrows is wiped. */
    private void reserve(int length) {
      if (count + length > buf.length) {
        byte[] outgrown = buf;
        buf = Arrays.copyOf(outgrown, Math.max(outgrown.length * 2, count + length));
        Arrays.fill(outgrown, (byte) 0);
      }
    }

    @Override
    public void close() {
      Arrays.fill(buf, (byte) 0);
    }
  }
}
