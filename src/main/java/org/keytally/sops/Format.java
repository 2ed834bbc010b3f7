package org.keytally.sops;

/** The stores of sops, chosen by the path's ending alone (sops-file-format 8.1). */
public enum Format {
  YAML,
  JSON,
  DOTENV,
  INI,
  BINARY;

  /** The format that sops uses for a path; compared with case. */
  public static Format ofPath(String path) {
    if (path.endsWith(".yaml") || path.endsWith(".yml")) {
      return YAML;
    }
    if (path.endsWith(".json")) {
      return JSON;
    }
    if (path.endsWith(".env")) {
      return DOTENV;
    }
    if (path.endsWith(".ini")) {
      return INI;
    }
    return BINARY;
  }
}
