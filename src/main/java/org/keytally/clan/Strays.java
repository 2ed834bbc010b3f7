package org.keytally.clan;

import org.keytally.git.FileMode;
import org.keytally.git.TreeEntry;

/** Words for entries that stand where none belongs. */
final class Strays {

  private Strays() {}

  /** A noun for an entry, as in "a link" or "a temporary file". */
  static String describe(TreeEntry entry, String name, boolean folder) {
    if (folder) {
      return "a folder";
    }
    if (entry.mode() == FileMode.LINK) {
      return "a link";
    }
    if (entry.mode() == FileMode.SUBMODULE) {
      return "a submodule";
    }
    return isTemporary(name) ? "a temporary file" : "a file";
  }

  /** Whether a name is one that an editor or an interrupted write leaves behind (SEC-19). */
  static boolean isTemporary(String name) {
    return name.startsWith("tmp")
        || name.startsWith(".#")
        || name.startsWith("#")
        || name.endsWith("~")
        || name.endsWith(".swp")
        || name.endsWith(".swo")
        || name.endsWith(".tmp")
        || name.endsWith(".orig")
        || name.endsWith(".rej")
        || name.endsWith(".bak")
        || name.equals(".DS_Store")
        || name.equals(".keep")
        || name.equals(".gitkeep");
  }
}
