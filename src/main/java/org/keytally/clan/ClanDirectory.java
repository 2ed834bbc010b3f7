package org.keytally.clan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/** Finds the clan directory, which the tree alone cannot say for certain (clan-repository 1.1). */
final class ClanDirectory {

  /** Folders of a clan directory that hardly anything else has. */
  private static final String[] SIGNS = {
    "sops/users/",
    "sops/machines/",
    "sops/secrets/",
    "vars/per-machine/",
    "vars/shared/",
    AgeStore.VARS,
    AgeStore.MACHINES
  };

  /** How many folders a message names. */
  private static final int NAMED = 8;

  private ClanDirectory() {}

  /**
   * The configured one; else the root if it holds {@code sops/}, {@code vars/per-machine}, {@code
   * vars/shared}, the age backend's folders or a manifest; else the only folder below that looks
   * like one; else none.
   *
   * @throws ClanDirectoryException if several look like one, or the configured one does not exist
   */
  static Optional<String> find(Snapshot snapshot, Optional<String> configured)
      throws ClanDirectoryException {
    if (configured.isPresent()) {
      String directory = withoutSlashes(configured.get());
      if (!directory.isEmpty() && !snapshot.isDirectory(directory)) {
        throw new ClanDirectoryException(
            "the configured clan directory does not exist: "
                + directory
                + "; correct clan-directory in .keytally.yaml",
            List.of());
      }
      return Optional.of(directory);
    }
    if (snapshot.isDirectory("sops")
        || snapshot.isDirectory("vars/per-machine")
        || snapshot.isDirectory("vars/shared")
        || snapshot.isDirectory("secrets/clan-vars")
        || snapshot.isDirectory("secrets/age-keys/machines")
        || snapshot.entry(Manifest.FILE_NAME).isPresent()) {
      return Optional.of("");
    }
    List<String> candidates = candidates(snapshot);
    if (candidates.size() > 1) {
      throw new ClanDirectoryException(
          "several folders look like a clan directory: "
              + listed(candidates)
              + "; name the right one as clan-directory in .keytally.yaml",
          candidates);
    }
    return candidates.isEmpty() ? Optional.empty() : Optional.of(candidates.get(0));
  }

  private static List<String> candidates(Snapshot snapshot) {
    TreeSet<String> found = new TreeSet<>();
    String last = "\0";
    for (TreeEntry entry : snapshot.entries()) {
      String path = entry.path();
      if (path.startsWith(last)) {
        continue;
      }
      int end = firstSign(path);
      if (end >= 0) {
        String directory = path.substring(0, end);
        found.add(directory);
        last = directory + "/";
      }
    }
    List<String> candidates = new ArrayList<>();
    for (String directory : found) {
      // An old layout has sops/vars/shared: part of the folder above, not a second one.
      if (!hasFolderAbove(directory, found)) {
        candidates.add(directory);
      }
    }
    return candidates;
  }

  private static boolean hasFolderAbove(String directory, Set<String> folders) {
    int slash = directory.lastIndexOf('/');
    while (slash >= 0) {
      String above = directory.substring(0, slash);
      if (folders.contains(above)) {
        return true;
      }
      slash = above.lastIndexOf('/');
    }
    return false;
  }

  private static String listed(List<String> names) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < names.size() && i < NAMED; i++) {
      text.append(i == 0 ? "" : ", ").append(names.get(i));
    }
    return names.size() > NAMED ? text.append(" and more").toString() : text.toString();
  }

  /** The end of the shortest folder of a path that is followed by a sign; -1 if there is none. */
  private static int firstSign(String path) {
    int slash = path.indexOf('/');
    while (slash >= 0) {
      for (String sign : SIGNS) {
        if (path.startsWith(sign, slash + 1)) {
          return slash;
        }
      }
      slash = path.indexOf('/', slash + 1);
    }
    return -1;
  }

  private static String withoutSlashes(String text) {
    int start = text.startsWith("./") ? 2 : 0;
    int end = text.length();
    while (end > start && text.charAt(end - 1) == '/') {
      end--;
    }
    String trimmed = text.substring(start, end);
    return trimmed.equals(".") ? "" : trimmed;
  }
}
