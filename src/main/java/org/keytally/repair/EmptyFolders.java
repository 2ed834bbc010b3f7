package org.keytally.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folders that hold nothing any more once their last file is gone. git does not know them, but clan
 * takes an empty folder below {@code sops/users} for a user without a key.
 */
public final class EmptyFolders {

  private EmptyFolders() {}

  /** Deletes the folders that deletions left empty; what cannot be deleted stays. */
  public static void deleteAfter(Collection<Edit> edits, Path workTree) {
    for (Edit edit : edits) {
      if (edit instanceof Edit.Delete) {
        @Nullable Path folder = workTree.resolve(edit.path()).getParent();
        while (folder != null && !folder.equals(workTree) && deleted(folder)) {
          folder = folder.getParent();
        }
      }
    }
  }

  private static boolean deleted(Path folder) {
    try {
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      try (Stream<Path> listed = Files.list(folder)) {
        List<Path> left = listed.limit(1).toList();
        if (!left.isEmpty()) {
          return false;
        }
      }
      Files.delete(folder);
      return true;
    } catch (IOException e) {
      // Somebody put something there in between, or may not delete: it is no harm to git.
      return false;
    }
  }
}
