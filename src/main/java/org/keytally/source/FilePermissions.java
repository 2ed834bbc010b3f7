package org.keytally.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who but the owner can get at a file, where the file system has Unix permissions. */
final class FilePermissions {

  private static final int OTHERS_READ_OR_WRITE = 0066;
  private static final int OTHERS_READ = 0044;
  private static final int OTHERS_WRITE = 0022;
  private static final int STICKY = 01000;

  private FilePermissions() {}

  /**
   * How others than the owner can read a file, or replace it: a clause; empty if they cannot.
   * Follows links.
   */
  static Optional<String> exposure(Path path) {
    Optional<Integer> mode = mode(path);
    if (mode.isPresent() && (mode.get() & OTHERS_READ_OR_WRITE) != 0) {
      return Optional.of(
          ((mode.get() & OTHERS_READ) != 0 ? "may be read by others" : "may be written by others")
              + " (mode "
              + octal(mode.get())
              + ")");
    }
    @Nullable Path folder = path.toAbsolutePath().getParent();
    Optional<Integer> folderMode = folder == null ? Optional.empty() : mode(folder);
    if (folderMode.isPresent()
        && (folderMode.get() & OTHERS_WRITE) != 0
        && (folderMode.get() & STICKY) == 0) {
      return Optional.of(
          "may be replaced by others, who may write to its folder (mode "
              + octal(folderMode.get())
              + ")");
    }
    return Optional.empty();
  }

  /** Whether only the owner of a file in this folder may replace it, whoever may write there. */
  static boolean isSticky(Path folder) {
    Optional<Integer> mode = mode(folder);
    return mode.isPresent() && (mode.get() & STICKY) != 0;
  }

  /** Whether both name the same file, or would. */
  static boolean isSame(Path one, Path other) {
    if (one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())) {
      return true;
    }
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<Integer> mode(Path path) {
    try {
      Object mode = Files.getAttribute(path, "unix:mode");
      return mode instanceof Integer value ? Optional.of(value) : Optional.empty();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String octal(int mode) {
    String digits = Integer.toOctalString(mode & 07777);
    return "0000".substring(Math.min(4, digits.length())) + digits;
  }
}
