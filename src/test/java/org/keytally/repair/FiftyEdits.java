package org.keytally.repair;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A plan of fifty edits of every kind, and the work tree that it is for. */
final class FiftyEdits {

  static final int COUNT = 50;

  private FiftyEdits() {}

  /** Lays the files out below {@code tree} and the git directory at {@code git}. */
  static void layOut(Path tree, Path git) throws IOException {
    Files.createDirectories(git);
    for (int i = 0; i < COUNT; i++) {
      Path place = tree.resolve(path(i));
      Files.createDirectories(place.getParent());
      switch (i % 5) {
        case 0, 1 -> {
          Files.writeString(place, before(i));
          Files.setPosixFilePermissions(
              place, PosixFilePermissions.fromString(i % 2 == 0 ? "rw-r-----" : "rwxr-xr-x"));
        }
        case 2 -> Files.createSymbolicLink(place, Path.of("/absolute/" + i));
        case 3 -> Files.writeString(place, before(i));
        default -> Files.delete(place.getParent());
      }
    }
  }

  static List<Edit> plan() {
    List<Edit> edits = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      byte[] before = before(i).getBytes(UTF_8);
      String path = path(i);
      edits.add(
          switch (i % 5) {
            case 0 ->
                new Edit.Rewrite(
                    path,
                    State.file(before, i % 2 == 1),
                    Content.of(("after " + i).repeat(100).getBytes(UTF_8)),
                    i % 2 == 1);
            case 1 -> new Edit.Mode(path, State.file(before, i % 2 == 1), i % 2 == 0);
            case 2 -> new Edit.Link(path, State.link("/absolute/" + i), "../users/u" + i);
            case 3 -> new Edit.Delete(path, State.file(before, false));
            default -> new Edit.Link(path, State.NOTHING, "../../../groups/admins");
          });
    }
    return edits;
  }

  private static String path(int i) {
    return "vars/machine/" + (i % 5 == 4 ? "new" + i + "/groups/admins" : "file" + i);
  }

  private static String before(int i) {
    return "before " + i + "\n";
  }
}
