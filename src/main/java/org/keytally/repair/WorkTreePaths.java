package org.keytally.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Looks at paths of a work tree without following any link. */
final class WorkTreePaths {

  private static final Set<PosixFilePermission> USUAL =
      PosixFilePermissions.fromString("rw-r--r--");

  private final Path root;

  WorkTreePaths(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /**
   * The place of a path, after a look at every folder on the way: a link among them would lead the
   * edit somewhere else. Folders that do not exist are no harm.
   */
  Path at(String path) throws RepairException, IOException {
    if (!PathText.isSafe(path)) {
      throw new RepairException(path + ": this name cannot be repaired; rename it first.");
    }
    Path folder = root;
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      folder = folder.resolve(path.substring(start, slash));
      start = slash + 1;
      try {
        if (!attributes(folder).isDirectory()) {
          throw new RepairException(
              path
                  + ": "
                  + root.relativize(folder)
                  + " is no folder any more, but a link or file.");
        }
      } catch (NoSuchFileException e) {
        break;
      }
    }
    return root.resolve(path);
  }

  /** What stands at a place. */
  static State state(Path place) throws RepairException, IOException {
    BasicFileAttributes attributes;
    try {
      attributes = attributes(place);
    } catch (NoSuchFileException e) {
      return State.NOTHING;
    }
    if (attributes.isSymbolicLink()) {
      return State.link(Files.readSymbolicLink(place).toString());
    }
    if (!attributes.isRegularFile()) {
      throw new RepairException(place + " is neither a file nor a link.");
    }
    return State.file(Files.readAllBytes(place), isExecutable(permissions(place)));
  }

  /** The content of a file; absent where none stands, or it is executable and must not be. */
  static Optional<byte[]> content(Path place, boolean executable) throws IOException {
    if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)
        || isExecutable(permissions(place)) != executable) {
      return Optional.empty();
    }
    return Optional.of(Files.readAllBytes(place));
  }

  /** The permissions of a file, or those of a new one. */
  static Set<PosixFilePermission> permissions(Path place) throws IOException {
    return Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)
        ? Files.getPosixFilePermissions(place, LinkOption.NOFOLLOW_LINKS)
        : USUAL;
  }

  /** The same with or without the right to execute, for whoever may read. */
  static Set<PosixFilePermission> executable(Set<PosixFilePermission> like, boolean executable) {
    Set<PosixFilePermission> changed = EnumSet.copyOf(like);
    changed.remove(PosixFilePermission.OWNER_EXECUTE);
    changed.remove(PosixFilePermission.GROUP_EXECUTE);
    changed.remove(PosixFilePermission.OTHERS_EXECUTE);
    if (executable) {
      changed.add(PosixFilePermission.OWNER_EXECUTE);
      if (like.contains(PosixFilePermission.GROUP_READ)) {
        changed.add(PosixFilePermission.GROUP_EXECUTE);
      }
      if (like.contains(PosixFilePermission.OTHERS_READ)) {
        changed.add(PosixFilePermission.OTHERS_EXECUTE);
      }
    }
    return changed;
  }

  /** As git sees it: the owner's bit alone counts. */
  private static boolean isExecutable(Set<PosixFilePermission> permissions) {
    return permissions.contains(PosixFilePermission.OWNER_EXECUTE);
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
