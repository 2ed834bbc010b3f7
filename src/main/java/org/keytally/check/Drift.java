package org.keytally.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.keytally.clan.Fleet;
import org.keytally.clan.Group;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.MemberKind;
import org.keytally.clan.MemberLink;
import org.keytally.clan.Owners;
import org.keytally.clan.Placement;
import org.keytally.clan.PublishedKey;
import org.keytally.clan.Readership;
import org.keytally.clan.Secret;
import org.keytally.sops.KeyType;
import org.keytally.sops.MasterKey;
import org.keytally.sops.SopsFile;
import org.keytally.sops.SopsProblem;

/**
 * How the recipients of clan secrets differ from what their links ask for, sorted by cause: every
 * difference is under exactly one of the causes.
 *
 * @param missing holders that are linked to secrets but not among their recipients (SEC-07)
 * @param extra known keys among the recipients of secrets that no link grants them (SEC-08)
 * @param unknown keys of nobody among the recipients (SEC-09)
 * @param stale machines whose key was replaced while files still have the old one (SEC-10)
 * @param withoutGroupLink groups all of whose keys are recipients although no link names the group
 *     (VAR-22)
 */
record Drift(
    Map<Holder, List<Secret>> missing,
    Map<String, List<Secret>> extra,
    Map<String, List<Secret>> unknown,
    Map<String, StaleMachine> stale,
    Map<String, List<Secret>> withoutGroupLink) {

  /** A user or machine. */
  record Holder(MemberKind kind, String name) {

    // Written out: what Java makes of records by itself costs a hook 20 ms at its first use.

    @Override
    public boolean equals(Object other) {
      return other instanceof Holder holder && kind == holder.kind && name.equals(holder.name);
    }

    @Override
    public int hashCode() {
      return kind.name().hashCode() * 31 + name.hashCode();
    }
  }

  /**
   * A machine whose key was replaced.
   *
   * @param formerKeys recipients of no user or machine that stand where the machine's key is
   *     missing
   */
  record StaleMachine(Set<String> formerKeys, List<Secret> secrets) {}

  /**
   * Compares links and recipients of all secrets that can be read.
   *
   * @param completeness tells whose keys Nix wants although the link is not there yet: those are
   *     not too many
   */
  static Drift of(
      Fleet fleet, SopsFiles files, Owners owners, Optional<Completeness> completeness) {
    Map<Holder, List<Secret>> missing = new LinkedHashMap<>();
    Map<String, List<Secret>> extra = new LinkedHashMap<>();
    Map<String, List<Secret>> unknown = new LinkedHashMap<>();
    Map<String, List<Secret>> withoutGroupLink = new TreeMap<>();
    Readership readership = Readership.of(fleet);
    List<KeyedGroup> groups = KeyedGroup.of(fleet, readership);
    Map<RecipientList, Comparison> comparisons = new HashMap<>();
    for (SopsFiles.OfClan file : files.ofClan()) {
      Secret secret = file.secret();
      Comparison comparison = comparisons.get(file.recipients());
      if (comparison == null) {
        comparison = new Comparison(recipients(file.recipients()));
        comparisons.put(file.recipients(), comparison);
      }
      Set<String> wanted = readership.recipients(secret);
      if (comparison.isEqualTo(wanted) || !recipientsAreReadable(file.contents())) {
        continue;
      }
      Set<String> present = comparison.present;
      if (!containsAll(present, wanted)) {
        for (Holder holder : missingHolders(readership.reasons(secret), present)) {
          Grouping.add(missing, holder, secret);
        }
      }
      Set<String> surplus = new HashSet<>();
      Set<String> declared =
          completeness.isPresent()
              ? completeness.get().wantedUnlinked().getOrDefault(secret.directory(), Set.of())
              : Set.of();
      for (String recipient : present) {
        if (!isWanted(wanted, recipient) && !declared.contains(recipient)) {
          surplus.add(recipient);
        }
      }
      if (surplus.isEmpty()) {
        continue;
      }
      Optional<KeyedGroup> group = unlinkedGroup(groups, secret, present, surplus);
      if (group.isPresent()) {
        Grouping.add(withoutGroupLink, group.get().name(), secret);
        surplus.removeAll(group.get().keys());
      }
      for (String recipient : surplus) {
        Grouping.add(owners.isKnown(recipient) ? extra : unknown, recipient, secret);
      }
    }
    Map<String, StaleMachine> stale = StaleMachines.takeFrom(missing, unknown, extra, owners);
    return new Drift(missing, extra, unknown, stale, withoutGroupLink);
  }

  /** Whether the list of recipients can be trusted to be whole. */
  static boolean recipientsAreReadable(SopsFile file) {
    for (SopsProblem problem : file.problems()) {
      switch (problem.kind()) {
        case MERGE_MARKERS, UNPARSABLE, TOO_LARGE, NO_METADATA -> {
          return false;
        }
        default -> {}
      }
    }
    return true;
  }

  /** What clan sees: it looks at the age and pgp lists only. */
  private static Set<String> recipients(RecipientList list) {
    Set<String> recipients = new HashSet<>();
    for (MasterKey key : list.keys()) {
      if (key.type() == KeyType.AGE || key.type() == KeyType.PGP) {
        recipients.add(key.identifier());
      }
    }
    return recipients;
  }

  /** What is among the recipients of some files, and what was last found to agree with it. */
  private static final class Comparison {

    private final Set<String> present;
    private Set<String> equal = Set.of();

    Comparison(Set<String> present) {
      this.present = present;
    }

    /** Nearly always it is the very set that was asked for before. */
    @SuppressWarnings("ReferenceEquality")
    boolean isEqualTo(Set<String> wanted) {
      if (wanted == equal) {
        return true;
      }
      if (present.size() != wanted.size() || !containsAll(present, wanted)) {
        return false;
      }
      equal = wanted;
      return true;
    }
  }

  /**
   * A key with blanks around it is reported once, at its {@code key.json}; here it counts as what
   * it means.
   */
  private static boolean isWanted(Set<String> wanted, String recipient) {
    if (wanted.contains(recipient)) {
      return true;
    }
    for (String text : wanted) {
      if (text.length() > recipient.length() && text.strip().equals(recipient)) {
        return true;
      }
    }
    return false;
  }

  private static boolean containsAll(Set<String> present, Set<String> wanted) {
    for (String text : wanted) {
      if (!present.contains(text)) {
        return false;
      }
    }
    return true;
  }

  private static List<Holder> missingHolders(
      Map<String, List<Readership.Reason>> wanted, Set<String> present) {
    List<Holder> holders = new ArrayList<>();
    for (Map.Entry<String, List<Readership.Reason>> entry : wanted.entrySet()) {
      if (present.contains(entry.getKey()) || present.contains(entry.getKey().strip())) {
        continue;
      }
      for (Readership.Reason reason : entry.getValue()) {
        Holder holder = new Holder(reason.holder().kind(), reason.holder().name());
        if (reason.key().isUsable() && !holders.contains(holder)) {
          holders.add(holder);
        }
      }
    }
    return holders;
  }

  private static Optional<KeyedGroup> unlinkedGroup(
      List<KeyedGroup> groups, Secret secret, Set<String> present, Set<String> surplus) {
    if (secret.placement() instanceof Placement.PlainSecret) {
      return Optional.empty();
    }
    for (KeyedGroup group : groups) {
      if (present.containsAll(group.keys())
          && intersects(group.keys(), surplus)
          && !isLinked(secret, group.name())) {
        return Optional.of(group);
      }
    }
    return Optional.empty();
  }

  private static boolean intersects(Set<String> one, Set<String> other) {
    for (String element : one) {
      if (other.contains(element)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLinked(Secret secret, String group) {
    for (MemberLink link : secret.groups()) {
      if (link.name().equals(group)) {
        return true;
      }
    }
    return false;
  }

  /** A group with at least one user, and the keys of all its users. */
  private record KeyedGroup(String name, Set<String> keys) {

    static List<KeyedGroup> of(Fleet fleet, Readership readership) {
      List<KeyedGroup> groups = new ArrayList<>();
      for (Group group : fleet.groups().values()) {
        Set<String> keys = new HashSet<>();
        for (MemberLink link : group.users()) {
          Optional<KeyHolder> user = readership.holder(link);
          if (user.isPresent()) {
            for (PublishedKey key : user.get().keys()) {
              keys.add(key.text());
            }
          }
        }
        if (!keys.isEmpty()) {
          groups.add(new KeyedGroup(group.name(), keys));
        }
      }
      return groups;
    }
  }
}
