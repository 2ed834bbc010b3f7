package org.keytally.git;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files on disk below one folder, for one pass over them. No link is ever followed: a path
 * below a linked folder is not a file of the work tree, and the content of a link is its target.
 */
final class WorkTree {

  private static final Set<OpenOption> READ_NO_LINK =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final Path root;
  private final boolean trustExecutableBit;
  private final boolean trustLinks;

  /** The folder last found to be a real one, and so all folders above it. */
  private String realFolder = "";

  private Path realFolderPath;

  /** Names of one folder that this locale cannot spell, by their bytes. */
  private String listedFolder = "";

  private Map<String, Path> listedNames = Map.of();

  /**
   * Looks at a folder.
   *
   * @param trustExecutableBit {@code core.fileMode}
   * @param trustLinks {@code core.symlinks}
   */
  WorkTree(Path root, boolean trustExecutableBit, boolean trustLinks) {
    this.root = root;
    this.trustExecutableBit = trustExecutableBit;
    this.trustLinks = trustLinks;
    this.realFolderPath = root;
  }

  /** The same work tree, looked at anew: folders may have become links since. */
  WorkTree again() {
    return new WorkTree(root, trustExecutableBit, trustLinks);
  }

  /** Builds the snapshot from what git tracks and what it found beside it. */
  Snapshot snapshot(Collection<IndexEntry> tracked, Collection<String> untracked, BlobSource blobs)
      throws RepositoryException {
    EntryList entries = new EntryList("the work tree");
    for (IndexEntry entry : tracked) {
      Optional<FileMode> mode = mode(entry.path(), Optional.of(entry.mode()));
      if (mode.isPresent()) {
        entries.add(new TreeEntry(entry.path(), mode.get(), entry.tracking(), Optional.empty()));
      } else if (entry.skipWorktree()) {
        entries.add(
            new TreeEntry(
                entry.path(), entry.mode(), entry.tracking(), Optional.of(entry.objectId())));
      }
    }
    for (String listed : untracked) {
      // Git marks a repository inside the work tree by a final slash.
      String path = listed.endsWith("/") ? listed.substring(0, listed.length() - 1) : listed;
      Optional<FileMode> mode =
          listed.endsWith("/")
              ? Optional.of(FileMode.SUBMODULE)
              : mode(path, Optional.<FileMode>empty());
      if (mode.isPresent()) {
        entries.add(new TreeEntry(path, mode.get(), Tracking.UNTRACKED, Optional.empty()));
      }
    }
    return entries.snapshot(
        new SnapshotSource(SnapshotSource.Kind.WORKTREE, Optional.empty()), blobs);
  }

  /** What git would record for a path; empty if there is nothing that git tracks. */
  private Optional<FileMode> mode(String path, Optional<FileMode> recorded) {
    try {
      Optional<Path> file = locate(path);
      if (file.isEmpty()) {
        return Optional.empty();
      }
      BasicFileAttributes attributes = attributes(file.get());
      if (attributes.isSymbolicLink()) {
        return Optional.of(FileMode.LINK);
      }
      if (attributes.isDirectory()) {
        return recorded.isPresent() && recorded.get() == FileMode.SUBMODULE
            ? recorded
            : Optional.empty();
      }
      if (!attributes.isRegularFile()) {
        return Optional.empty();
      }
      if (!trustLinks && recorded.isPresent() && recorded.get() == FileMode.LINK) {
        return recorded;
      }
      if (trustExecutableBit && attributes instanceof PosixFileAttributes posix) {
        Set<PosixFilePermission> permissions = posix.permissions();
        return Optional.of(
            permissions.contains(PosixFilePermission.OWNER_EXECUTE)
                ? FileMode.EXECUTABLE
                : FileMode.REGULAR);
      }
      return recorded.isPresent() && recorded.get() == FileMode.EXECUTABLE
          ? recorded
          : Optional.of(FileMode.REGULAR);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      // Something is there; reading it will say why it cannot be read.
      return Optional.of(recorded.orElse(FileMode.REGULAR));
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    try {
      return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException e) {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** Reads one file and tells the visitor. */
  void read(TreeEntry entry, long limit, BlobVisitor visitor) {
    try {
      Optional<Path> file = locate(entry.path());
      if (file.isEmpty()) {
        visitor.unreadable(entry, "the file is gone from the work tree");
        return;
      }
      BasicFileAttributes attributes =
          Files.readAttributes(file.get(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        byte[] target = linkTarget(file.get());
        if (target.length > limit) {
          visitor.tooLarge(entry, target.length);
        } else {
          visitor.visit(entry, target);
        }
      } else if (attributes.isRegularFile()) {
        readFile(entry, file.get(), attributes.size(), limit, visitor);
      } else {
        visitor.unreadable(entry, "is neither a file nor a link on disk");
      }
    } catch (NoSuchFileException e) {
      visitor.unreadable(entry, "the file is gone from the work tree");
    } catch (AccessDeniedException e) {
      visitor.unreadable(entry, "you have no permission to read it");
    } catch (IOException e) {
      visitor.unreadable(entry, "the file system reports an error (" + reason(e) + ")");
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName();
  }

  private static void readFile(
      TreeEntry entry, Path file, long size, long limit, BlobVisitor visitor) throws IOException {
    if (size > limit || size > Integer.MAX_VALUE - 8) {
      visitor.tooLarge(entry, size);
      return;
    }
    byte[] content;
    try (SeekableByteChannel channel = Files.newByteChannel(file, READ_NO_LINK)) {
      // One byte more than expected shows that the file has grown since.
      ByteBuffer buffer = ByteBuffer.allocate((int) size + 1);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      if (!buffer.hasRemaining()) {
        visitor.unreadable(entry, "the file grew while it was read; run keytally again");
        return;
      }
      content = Arrays.copyOf(buffer.array(), buffer.position());
    }
    visitor.visit(entry, content);
  }

  private static byte[] linkTarget(Path link) throws IOException {
    Path target = Files.readSymbolicLink(link);
    String spelled = target.toString();
    if (spelled.indexOf('\uFFFD') < 0 && isAscii(spelled)) {
      return PathBytes.encode(spelled);
    }
    return rawBytes(target, target.isAbsolute());
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7F) {
        return false;
      }
    }
    return true;
  }

  /**
   * The bytes of a path as the system spells it. A path's string has lost them where the locale
   * cannot decode them; its URI has not.
   */
  static byte[] rawBytes(Path path, boolean absolute) {
    Path base = Path.of("/");
    String uri = absolute ? path.toUri().getRawPath() : base.resolve(path).toUri().getRawPath();
    byte[] bytes = new byte[uri.length()];
    int length = 0;
    for (int i = absolute ? 0 : 1; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c == '%') {
        bytes[length++] =
            (byte)
                ((Character.digit(uri.charAt(i + 1), 16) << 4)
                    | Character.digit(uri.charAt(i + 2), 16));
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    // A folder's URI ends with a slash, which its path does not have.
    if (length > 1 && bytes[length - 1] == '/') {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  /** Where a path stands on disk; empty if a folder on the way is a link, a file or missing. */
  private Optional<Path> locate(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    String folder = slash < 0 ? "" : path.substring(0, slash);
    if (!folder.equals(realFolder) && !enter(folder)) {
      return Optional.empty();
    }
    return child(realFolder, realFolderPath, path.substring(slash + 1));
  }

  private boolean enter(String folder) throws IOException {
    Path at = root;
    String entered = "";
    int start = 0;
    while (start < folder.length()) {
      int end = folder.indexOf('/', start);
      if (end < 0) {
        end = folder.length();
      }
      Optional<Path> next = child(entered, at, folder.substring(start, end));
      if (next.isEmpty() || !Files.isDirectory(next.get(), LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      at = next.get();
      entered = folder.substring(0, end);
      start = end + 1;
    }
    realFolder = folder;
    realFolderPath = at;
    return true;
  }

  private Optional<Path> child(String folder, Path folderPath, String name) throws IOException {
    try {
      if (isAscii(name)) {
        return Optional.of(folderPath.resolve(name));
      }
      Path spelled = folderPath.resolve(name);
      // A locale may spell the characters with other bytes than git did.
      if (Files.exists(spelled, LinkOption.NOFOLLOW_LINKS)
          && Arrays.equals(rawBytes(spelled.getFileName(), false), PathBytes.encode(name))) {
        return Optional.of(spelled);
      }
    } catch (InvalidPathException e) {
      // This locale cannot spell the name; only a listing of the folder gives the file.
      return Optional.ofNullable(list(folder, folderPath).get(name));
    }
    return Optional.ofNullable(list(folder, folderPath).get(name));
  }

  private Map<String, Path> list(String folder, Path folderPath) throws IOException {
    if (!folder.equals(listedFolder) || listedNames.isEmpty()) {
      Map<String, Path> names = new HashMap<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folderPath)) {
        for (Path path : stream) {
          byte[] bytes = rawBytes(path.getFileName(), false);
          names.put(PathBytes.decode(bytes, 0, bytes.length), path);
        }
      }
      listedFolder = folder;
      listedNames = names;
    }
    return listedNames;
  }
}
