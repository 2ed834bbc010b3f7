package org.keytally.history;

import java.util.Optional;

/**
 * What a path is for in any commit. The clan directory may have moved since, so the end of a path
 * decides (clan-repository 1.2).
 */
enum Role {
  /** {@code sops/users/NAME/key.json}. */
  USER_KEY("u"),
  /** {@code sops/machines/NAME/key.json}. */
  MACHINE_KEY("m"),
  SOPS_CONFIG("c"),
  /** The {@code secret} of a secret or var. */
  SECRET("s"),
  /** The {@code value} of a public var. */
  VALUE("v"),
  OTHER("o");

  private final String letter;

  Role(String letter) {
    this.letter = letter;
  }

  /** A short name, the same in all versions. */
  String letter() {
    return letter;
  }

  /** The role that a letter stands for. */
  static Role of(char letter) {
    for (Role role : values()) {
      if (role.letter.charAt(0) == letter) {
        return role;
      }
    }
    return OTHER;
  }

  static Role of(String path) {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    String folder = slash < 0 ? "/" : '/' + path.substring(0, slash + 1);
    return switch (name) {
      case ".sops.yaml" -> SOPS_CONFIG;
      case "key.json" ->
          holder(folder, "/sops/users/").isPresent()
              ? USER_KEY
              : holder(folder, "/sops/machines/").isPresent() ? MACHINE_KEY : OTHER;
      case "secret" -> folder.contains("/sops/secrets/") || isVar(folder) ? SECRET : OTHER;
      case "value" -> isVar(folder) ? VALUE : OTHER;
      default -> OTHER;
    };
  }

  /** The name of the user or machine whose key file this path is. */
  static String holder(String path) {
    String folder = '/' + path.substring(0, path.lastIndexOf('/') + 1);
    return holder(folder, "/sops/users/").or(() -> holder(folder, "/sops/machines/")).orElse("");
  }

  private static Optional<String> holder(String folder, String home) {
    int at = folder.lastIndexOf(home);
    if (at < 0) {
      return Optional.empty();
    }
    String name = folder.substring(at + home.length(), folder.length() - 1);
    return name.isEmpty() || name.indexOf('/') >= 0 ? Optional.empty() : Optional.of(name);
  }

  private static boolean isVar(String folder) {
    return folder.contains("/vars/per-machine/")
        || folder.contains("/vars/shared/")
        || folder.contains("/vars/per-export/");
  }
}
