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
    StringBuilder target = new StringBuilder();
    for (int i = foldersAbove(clanDirectory, linkPath); i > 0; i--) {
      target.append("../");
    }
    if (!linkPath.startsWith("sops/", start(clanDirectory))) {
      target.append("sops/");
    }
    return target.append(kind.folder()).append('/').append(name).toString();
  }

  /** Where a path of the clan directory begins after it. */
  private static int start(String clanDirectory) {
    return clanDirectory.isEmpty() ? 0 : clanDirectory.length() + 1;
  }

  /** How many folders a link stands below {@code sops}, else below the clan directory. */
  private static int foldersAbove(String clanDirectory, String linkPath) {
    int start = start(clanDirectory);
    int folders = linkPath.startsWith("sops/", start) ? -1 : 0;
    for (int i = linkPath.indexOf('/', start); i >= 0; i = linkPath.indexOf('/', i + 1)) {
      folders++;
    }
    return folders;
  }

  /**
   * Whether the target is spelled as clan spells it (SEC-18). Only meaningful for links that are
   * followed.
   *
   * @param clanDirectory empty for the repository root
   */
  public boolean isCanonical(String clanDirectory) {
    if (target.isEmpty() || resolved.isEmpty()) {
      return false;
    }
    // Part by part: a check asks this of every link of a fleet, and nearly all are.
    String text = target.get();
    int at = 0;
    for (int i = foldersAbove(clanDirectory, path); i > 0; i--) {
      if (!text.startsWith("../", at)) {
        return false;
      }
      at += 3;
    }
    if (!path.startsWith("sops/", start(clanDirectory))) {
      if (!text.startsWith("sops/", at)) {
        return false;
      }
      at += 5;
    }
    String folder = kind.folder();
    int name = at + folder.length() + 1;
    return text.startsWith(folder, at)
        && text.startsWith("/", name - 1)
        && isLastName(text, name, resolved.get());
  }

  /** Whether a text ends, from a position on, with the last name of a path. */
  private static boolean isLastName(String text, int from, String path) {
    int length = text.length() - from;
    int begin = path.lastIndexOf('/') + 1;
    return path.length() - begin == length && path.regionMatches(begin, text, from, length);
  }

  /** The name of the member that the link leads to; differs from {@link #name} only by mistake. */
  public Optional<String> member() {
    return resolved.isPresent() ? Optional.of(lastName(resolved.get())) : Optional.empty();
  }

  /**
   * Whether the member that the link leads to has this name; one that leads nowhere counts by its
   * own.
   */
  public boolean leadsTo(String member) {
    return resolved.isPresent() ? isLastName(member, 0, resolved.get()) : name.equals(member);
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
