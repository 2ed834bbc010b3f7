package org.keytally.clan;

/** The kinds of things that can be a member of a secret or group, and the folders they live in. */
public enum MemberKind {
  USERS("users", "user"),
  MACHINES("machines", "machine"),
  GROUPS("groups", "group");

  private final String folder;
  private final String singular;

  MemberKind(String folder, String singular) {
    this.folder = folder;
    this.singular = singular;
  }

  /** The name of the folder, as in {@code sops/users}. */
  public String folder() {
    return folder;
  }

  /** One of them, for a sentence. */
  public String singular() {
    return singular;
  }
}
