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
 * @param resolved the path that following all links leads to, inside the repository
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
    /** Leads to a member of another kind: clan warns and skips. */
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

  /** The name of the member that the link leads to; differs from {@link #name} only by mistake. */
  public Optional<String> member() {
    return resolved.map(path -> path.substring(path.lastIndexOf('/') + 1));
  }
}
