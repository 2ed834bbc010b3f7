package org.keytally.clan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.config.Configuration;

/**
 * Where things are in a repository whose clan directory is known (clan-repository 1.2).
 *
 * @param prefix of all paths in the clan directory: empty, or its path with a final slash
 */
record Layout(String prefix) {

  static Layout of(String clanDirectory) {
    return new Layout(clanDirectory.isEmpty() ? "" : clanDirectory + "/");
  }

  /** What the content of a regular file is to keytally. */
  enum Role {
    SOPS_CONFIG,
    KEY_FILE,
    /** Anything else below {@code sops/users} and {@code sops/machines}. */
    BESIDE_KEY_FILE,
    SECRET,
    VALUE,
    VALIDATION_HASH,
    /** Stands where a member link belongs. */
    MEMBER,
    INVENTORY,
    MANIFEST,
    FLAKE_LOCK,
    /** A file of the age backend. */
    AGE_STORE,
    /** A key file where a third-party guide puts it. */
    FOREIGN_KEY_FILE,
    /** Never a secret by itself, whatever a creation rule says. */
    NEVER_SECRET,
    /** Some other file below {@code sops/} or {@code vars/}, which creation rules do not govern. */
    OTHER_OF_CLAN,
    OTHER
  }

  /** The path of something in the clan directory. */
  String at(String rest) {
    return prefix + rest;
  }

  /** The folder that members of a kind live in. */
  String members(MemberKind kind) {
    return prefix + "sops/" + kind.folder();
  }

  /** The path relative to the clan directory, if it is below. */
  Optional<String> inside(String path) {
    if (prefix.isEmpty()) {
      return Optional.of(path);
    }
    return path.startsWith(prefix)
        ? Optional.of(path.substring(prefix.length()))
        : Optional.empty();
  }

  static boolean isSopsConfig(String path) {
    return path.endsWith(".sops.yaml")
        && (path.length() == 10 || path.charAt(path.length() - 11) == '/');
  }

  /** What a regular file is for where no clan directory is known. */
  static Role roleWithoutClan(String path) {
    if (isSopsConfig(path)) {
      return Role.SOPS_CONFIG;
    }
    if (path.equals(Configuration.FILE_NAME)) {
      return Role.NEVER_SECRET;
    }
    return isForeignKeyFile(path) ? Role.FOREIGN_KEY_FILE : Role.OTHER;
  }

  /** Whether third-party guides take it for the key file of a user or machine. */
  private static boolean isForeignKeyFile(String path) {
    return (path.startsWith("secrets/clan/users/") || path.startsWith("secrets/clan/machines/"))
        && path.endsWith("/key.json");
  }

  /** What a regular file is for. */
  Role role(String path) {
    if (isSopsConfig(path)) {
      return Role.SOPS_CONFIG;
    }
    if (path.equals(Configuration.FILE_NAME)) {
      return Role.NEVER_SECRET;
    }
    if (path.equals("flake.lock")) {
      return Role.FLAKE_LOCK;
    }
    Optional<String> inside = inside(path);
    if (inside.isEmpty()) {
      return Role.OTHER;
    }
    String rest = inside.get();
    if (rest.startsWith("sops/")) {
      return roleInSops(names(rest));
    }
    if (rest.startsWith("vars/")) {
      return roleInVars(names(rest));
    }
    if (rest.equals("inventory.json")) {
      return Role.INVENTORY;
    }
    if (rest.equals("flake.lock")) {
      return Role.FLAKE_LOCK;
    }
    if (rest.equals(Manifest.FILE_NAME)) {
      return Role.MANIFEST;
    }
    if (isOfAgeStore(rest)) {
      return Role.AGE_STORE;
    }
    return isForeignKeyFile(rest) ? Role.FOREIGN_KEY_FILE : Role.OTHER;
  }

  private static boolean isOfAgeStore(String rest) {
    if (rest.startsWith(AgeStore.VARS)) {
      return rest.endsWith(".age") || rest.endsWith(".age" + AgeStore.LIST);
    }
    if (!rest.startsWith(AgeStore.MACHINES)) {
      return false;
    }
    List<String> names = names(rest.substring(AgeStore.MACHINES.length()));
    return names.size() == 2
        && (names.get(1).equals("pub")
            || names.get(1).equals("key.age")
            || names.get(1).equals("key.age" + AgeStore.LIST));
  }

  private static Role roleInSops(List<String> names) {
    return switch (names.get(1)) {
      case "users", "machines" ->
          names.size() == 4 && names.get(3).equals("key.json")
              ? Role.KEY_FILE
              : Role.BESIDE_KEY_FILE;
      case "groups" -> names.size() == 5 ? Role.MEMBER : Role.OTHER_OF_CLAN;
      case "secrets" -> roleInFolder(names, 3);
      default -> Role.OTHER_OF_CLAN;
    };
  }

  private static Role roleInVars(List<String> names) {
    int depth = varDepth(names);
    if (depth > 0 && names.size() == depth && names.get(depth - 1).equals(".validation-hash")) {
      return Role.VALIDATION_HASH;
    }
    return depth == 0 || names.size() <= depth
        ? Role.OTHER_OF_CLAN
        : roleInFolder(names, varFolder(names, depth));
  }

  private static Role roleInFolder(List<String> names, int depth) {
    if (names.size() == depth + 1) {
      if (names.get(depth).equals("secret")) {
        return Role.SECRET;
      }
      if (names.get(depth).equals("value") && names.get(0).equals("vars")) {
        return Role.VALUE;
      }
    }
    return names.size() == depth + 2 && memberKind(names.get(depth)).isPresent()
        ? Role.MEMBER
        : Role.OTHER_OF_CLAN;
  }

  /**
   * How many names lead to a var's folder, at least.
   *
   * @param names of a path relative to the clan directory that begins with {@code vars}
   * @return 0 if the second name is not one that clan knows
   */
  static int varDepth(List<String> names) {
    return switch (names.get(1)) {
      case "shared" -> 4;
      case "per-machine", "per-export" -> 5;
      default -> 0;
    };
  }

  /**
   * How many names lead to the folder of the var that an entry belongs to: more than usual where
   * the file's name in Nix has a slash.
   *
   * @param names of a path that goes deeper than {@code depth}
   * @param depth as of {@link #varDepth}
   */
  static int varFolder(List<String> names, int depth) {
    for (int i = depth; i < names.size() - 1; i++) {
      if (memberKind(names.get(i)).isPresent()) {
        return i;
      }
    }
    return names.size() - 1;
  }

  /** The kind of members that a folder of this name holds, if it does. */
  static Optional<MemberKind> memberKind(String folder) {
    return switch (folder) {
      case "users" -> Optional.of(MemberKind.USERS);
      case "machines" -> Optional.of(MemberKind.MACHINES);
      case "groups" -> Optional.of(MemberKind.GROUPS);
      default -> Optional.empty();
    };
  }

  /** The names between the slashes of a path. */
  static List<String> names(String path) {
    List<String> names = new ArrayList<>(8);
    int start = 0;
    int slash = path.indexOf('/');
    while (slash >= 0) {
      names.add(path.substring(start, slash));
      start = slash + 1;
      slash = path.indexOf('/', start);
    }
    names.add(path.substring(start));
    return names;
  }
}
