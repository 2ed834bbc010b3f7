package org.keytally.clan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who should be able to read a secret by its links: the set that clan re-encrypts to
 * (clan-repository 2.1). Keys are compared as text, as clan and sops compare them.
 *
 * <p>For one fleet; answers are kept by the members that are linked, so that asking for all secrets
 * of a fleet takes linear time. Not for use by several threads.
 */
public final class Readership {

  private final Fleet fleet;
  private final Map<Linked, SortedSet<String>> byMembers = new HashMap<>();

  private Readership(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Of all secrets of a fleet. */
  public static Readership of(Fleet fleet) {
    return new Readership(fleet);
  }

  /**
   * Why somebody should be able to read a secret.
   *
   * @param holder whose key it is
   * @param key of the holder
   * @param link of the secret, to the holder or to a group
   * @param membership the group's link to the holder, where the secret is linked to a group
   */
  public record Reason(
      KeyHolder holder, PublishedKey key, MemberLink link, Optional<MemberLink> membership) {

    /** The group that grants it, if one does. */
    public Optional<String> group() {
      return membership.isPresent() ? link.member() : Optional.empty();
    }
  }

  /** The recipients that a secret should have, as text; unmodifiable. */
  public SortedSet<String> recipients(Secret secret) {
    Linked members = new Linked(secret);
    SortedSet<String> known = byMembers.get(members);
    if (known == null) {
      known = Collections.unmodifiableSortedSet(new TreeSet<>(reasons(secret).keySet()));
      byMembers.put(members, known);
    }
    return known;
  }

  /** The recipients that a secret should have, each with all reasons. */
  public SortedMap<String, List<Reason>> reasons(Secret secret) {
    SortedMap<String, List<Reason>> reasons = new TreeMap<>();
    addMembers(reasons, secret.machines(), Optional.empty());
    addMembers(reasons, secret.users(), Optional.empty());
    for (MemberLink link : secret.groups()) {
      Optional<Group> group = group(link);
      if (group.isPresent()) {
        addMembers(reasons, group.get().machines(), Optional.of(link));
        addMembers(reasons, group.get().users(), Optional.of(link));
      }
    }
    return reasons;
  }

  /** The group that a link leads to, if clan follows it. */
  public Optional<Group> group(MemberLink link) {
    return link.kind() == MemberKind.GROUPS && link.isFollowed() && link.member().isPresent()
        ? Optional.ofNullable(fleet.groups().get(link.member().get()))
        : Optional.empty();
  }

  /** The user or machine that a link leads to, if clan follows it. */
  public Optional<KeyHolder> holder(MemberLink link) {
    if (link.kind() == MemberKind.GROUPS || !link.isFollowed() || link.member().isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        (link.kind() == MemberKind.USERS ? fleet.users() : fleet.keyedMachines())
            .get(link.member().get()));
  }

  /**
   * Adds the keys of members.
   *
   * @param through the secret's link to the group that has these members
   */
  private void addMembers(
      SortedMap<String, List<Reason>> reasons,
      List<MemberLink> members,
      Optional<MemberLink> through) {
    for (MemberLink member : members) {
      Optional<KeyHolder> holder = holder(member);
      if (holder.isEmpty()) {
        continue;
      }
      for (PublishedKey key : holder.get().keys()) {
        Reason reason =
            through.isPresent()
                ? new Reason(holder.get(), key, through.get(), Optional.of(member))
                : new Reason(holder.get(), key, member, Optional.empty());
        List<Reason> all = reasons.get(key.text());
        if (all == null) {
          all = new ArrayList<>(1);
          reasons.put(key.text(), all);
        }
        all.add(reason);
      }
    }
  }

  /** The members that a secret is linked to; where they are equal, so are the recipients. */
  private static final class Linked {

    private final Secret secret;
    private final int hash;

    Linked(Secret secret) {
      this.secret = secret;
      this.hash = hash(hash(hash(0, secret.machines()), secret.users()), secret.groups());
    }

    private static int hash(int before, List<MemberLink> links) {
      int code = before;
      for (MemberLink link : links) {
        code = code * 31 + (link.isFollowed() ? link.resolved().hashCode() : 0);
      }
      return code;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Linked linked
          && hash == linked.hash
          && same(secret.machines(), linked.secret.machines())
          && same(secret.users(), linked.secret.users())
          && same(secret.groups(), linked.secret.groups());
    }

    private static boolean same(List<MemberLink> some, List<MemberLink> others) {
      if (some.size() != others.size()) {
        return false;
      }
      for (int i = 0; i < some.size(); i++) {
        MemberLink one = some.get(i);
        MemberLink other = others.get(i);
        if (one.isFollowed() != other.isFollowed()
            || (one.isFollowed() && !one.resolved().equals(other.resolved()))) {
          return false;
        }
      }
      return true;
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
