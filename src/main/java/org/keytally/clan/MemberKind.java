package org.keytally.clan;

/** The kinds of things that can be a member of a secret or group, and the folders they live in. */
public enum MemberKind {
  USERS("user"),
  MACHINES("machine"),
  GROUPS("group");

  private final String singular;

  MemberKind(String singular) {
    this.singular = singular;
  }

  /** The name of the folder, as in {@code sops/users}. */
  public String folder() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** One of them, for a sentence. */
  public String singular() {
    return singular;
  }
}
