package org.keytally.repair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What stands in a folder, to compare it before and after. */
final class Folder {

  private Folder() {}

  /** Every file, link and folder below, with kind, permissions and content, by path. */
  static SortedMap<String, String> of(Path root) {
    SortedMap<String, String> found = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      List<Path> all = walk.toList();
      for (Path path : all) {
        found.put(root.relativize(path).toString(), describe(path));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return found;
  }

  private static String describe(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "link to " + Files.readSymbolicLink(path);
    }
    String permissions =
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    return Files.isDirectory(path)
        ? "folder"
        : permissions + ' ' + new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
  }

  static void delete(Path root) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.sorted((one, other) -> other.compareTo(one)).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
