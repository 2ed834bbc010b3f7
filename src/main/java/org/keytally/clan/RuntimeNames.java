package org.keytally.clan;

/**
 * Finds names of secrets on the host, spelled in Nix code, that lack the placement which clan-core
 * puts into them since August 2026 (clan-repository 2.8, VAR-34). Linear.
 */
final class RuntimeNames {

  /** What comes before the name of the generator, as an option or as a path on the host. */
  private static final String[] BEGINNINGS = {
    "sops.secrets.\"vars/", "sops.secrets.'vars/", "/run/secrets/vars/"
  };

  private static final String[] PLACEMENTS = {"shared/", "per-machine/", "per-export/"};

  private static final byte[] VARS = {'v', 'a', 'r', 's', '/'};

  private RuntimeNames() {}

  /** The line of the first such name, from 1; 0 if there is none. */
  static int firstOld(byte[] nix) {
    int line = 1;
    int counted = 0;
    for (int at = Bytes.indexOf(nix, VARS, 0); at >= 0; at = Bytes.indexOf(nix, VARS, at + 1)) {
      for (; counted < at; counted++) {
        line += nix[counted] == '\n' ? 1 : 0;
      }
      if (isOld(nix, at) && !isComment(nix, at)) {
        return line;
      }
    }
    return 0;
  }

  private static boolean isOld(byte[] nix, int at) {
    int generator = at + VARS.length;
    for (String beginning : BEGINNINGS) {
      if (Bytes.startsWith(nix, generator - beginning.length(), beginning)) {
        for (String placement : PLACEMENTS) {
          if (Bytes.startsWith(nix, generator, placement)) {
            return false;
          }
        }
        // What is put in may well be the placement.
        return generator < nix.length && (Bytes.isWord(nix[generator]) || nix[generator] == '_');
      }
    }
    return false;
  }

  private static boolean isComment(byte[] nix, int at) {
    int start = at;
    while (start > 0 && nix[start - 1] != '\n') {
      start--;
    }
    while (start < at && (nix[start] == ' ' || nix[start] == '\t')) {
      start++;
    }
    return nix[start] == '#';
  }
}
