package org.keytally.clan;

import java.util.Optional;

/**
 * An entry of a {@code users}, {@code machines} or {@code groups} folder of a secret or group,
 * which should be a link to the member of that name (clan-repository 1.4).
 *
 * @param path of the entry
 * @param kind of the folder that the entry stands in
 * @param name of the entry
 * @param state whether clan follows it, and if not why
 * @param target text of the link, or content of the file that should be one
 * @param resolved the path that following all links leads to, where it exists in the repository;
 *     for a file that should be a link, the path it would lead to
 */
public record MemberLink(
    String path,
    MemberKind kind,
    String name,
    State state,
    Optional<String> target,
    Optional<String> resolved) {

  /** How an entry fares when clan collects keys. */
  public enum State {
    /** Leads to a member of the right kind. */
    VALID,
    /** Leads nowhere, or in a circle: clan warns, skips, and later deletes it. */
    DANGLING,
    /** A regular file whose content is a link's target: clan skips it in silence. */
    FILE_WITH_TARGET,
    /** A directory or some other file: clan skips it in silence. */
    NOT_A_LINK,
    /** Leads to something else than a member of this kind: clan warns and skips. */
    WRONG_KIND,
    /** The target is an absolute path: works on one computer only. */
    ABSOLUTE,
    /** Leads out of the clan directory. */
    OUTSIDE
  }

  /** Whether clan takes the member's keys through this entry. */
  public boolean isFollowed() {
    return state == State.VALID;
  }

  /**
   * The target that clan would write: the shortest relative path from the link's folder to the
   * member (clan-repository 1.4).
   *
   * @param clanDirectory empty for the repository root
   * @param linkPath of the link, below the clan directory
   * @param name of the member
   */
  public static String canonicalTarget(
      String clanDirectory, String linkPath, MemberKind kind, String name) {
    String rest =
        clanDirectory.isEmpty() ? linkPath : linkPath.substring(clanDirectory.length() + 1);
    int folders = 0;
    for (int i = 0; i < rest.length(); i++) {
      if (rest.charAt(i) == '/') {
        folders++;
      }
    }
    boolean inSops = rest.startsWith("sops/");
    StringBuilder target = new StringBuilder();
    for (int i = inSops ? 1 : 0; i < folders; i++) {
      target.append("../");
    }
    if (!inSops) {
      target.append("sops/");
    }
    return target.append(kind.folder()).append('/').append(name).toString();
  }

  /**
   * Whether the target is spelled as clan spells it (SEC-18). Only meaningful for links that are
   * followed.
   *
   * @param clanDirectory empty for the repository root
   */
  public boolean isCanonical(String clanDirectory) {
    return target.isPresent()
        && resolved.isPresent()
        && target
            .get()
            .equals(canonicalTarget(clanDirectory, path, kind, lastName(resolved.get())));
  }

  /** The name of the member that the link leads to; differs from {@link #name} only by mistake. */
  public Optional<String> member() {
    return resolved.isPresent() ? Optional.of(lastName(resolved.get())) : Optional.empty();
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
