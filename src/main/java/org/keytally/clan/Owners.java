package org.keytally.clan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.keytally.clan.Owners.Owner.Kind;
import org.keytally.config.Configuration;
import org.keytally.sops.Anchor;
import org.keytally.sops.SopsConfig;

/**
 * Whose key is whose: from recipient text to the users, machines and anchors that have it, and from
 * anchors and users to persons.
 *
 * <p>Keys are compared as text, as clan and sops compare them. An anchor belongs to whom the
 * configuration says; else to the user or machine that has its key; else to the one whose name it
 * carries ({@code NAME}, {@code NAME-user}, {@code NAME-HOST}, {@code user-NAME}); other anchors
 * are external: recovery, CI and service keys.
 */
public final class Owners {

  /** Somebody or something that a key belongs to. */
  public record Owner(Kind kind, String name) {

    /** What kind of owner. */
    public enum Kind {
      USER,
      MACHINE,
      /** An anchor of {@code .sops.yaml} that belongs to no user or machine. */
      ANCHOR
    }

    boolean isOf(Kind other, String named) {
      return kind == other && name.equals(named);
    }
  }

  /**
   * An anchor with its owner.
   *
   * @param person the clan user, configured person, or name it carries; absent for machines and
   *     external anchors
   * @param machine whose anchor it is; absent for persons and external anchors
   */
  public record OwnedAnchor(
      String file, Anchor anchor, Optional<String> person, Optional<String> machine) {

    /** Whether it is a recovery, CI or service key. */
    public boolean isExternal() {
      return person.isEmpty() && machine.isEmpty();
    }
  }

  private final Map<String, List<Owner>> byRecipient;
  private final List<OwnedAnchor> anchors;
  private final Map<String, String> personOfUser;
  private final Set<String> personRecipients;
  private final boolean hasUsers;

  private Owners(
      Map<String, List<Owner>> byRecipient,
      List<OwnedAnchor> anchors,
      Map<String, String> personOfUser,
      Set<String> personRecipients,
      boolean hasUsers) {
    this.byRecipient = byRecipient;
    this.anchors = anchors;
    this.personOfUser = personOfUser;
    this.personRecipients = personRecipients;
    this.hasUsers = hasUsers;
  }

  /** Finds out for a fleet, with what the configuration adds. */
  public static Owners of(Fleet fleet, Configuration configuration) {
    Map<String, List<Owner>> byRecipient = new LinkedHashMap<>();
    addHolders(byRecipient, fleet.users(), Kind.USER);
    addHolders(byRecipient, fleet.keyedMachines(), Kind.MACHINE);
    AnchorOwnership ownership = new AnchorOwnership(fleet, configuration, byRecipient);
    List<OwnedAnchor> anchors = new ArrayList<>();
    Set<String> personRecipients = new LinkedHashSet<>();
    for (KeyHolder user : fleet.users().values()) {
      for (PublishedKey key : user.keys()) {
        personRecipients.add(key.text());
      }
    }
    for (SopsConfig config : fleet.sopsConfigs()) {
      for (Anchor anchor : config.anchors()) {
        OwnedAnchor owned = ownership.of(config.path(), anchor);
        anchors.add(owned);
        if (owned.person().isPresent()) {
          personRecipients.add(anchor.value());
        }
        List<Owner> owners = listed(byRecipient, anchor.value());
        if (owners.isEmpty()) {
          owners.add(new Owner(Kind.ANCHOR, anchor.name()));
        }
      }
    }
    return new Owners(
        byRecipient,
        List.copyOf(anchors),
        personsOfUsers(fleet, configuration),
        personRecipients,
        !fleet.users().isEmpty());
  }

  /** The users, machines or else anchors that have this key; empty for an unknown one. */
  public List<Owner> of(String recipient) {
    return Collections.unmodifiableList(byRecipient.getOrDefault(recipient, List.of()));
  }

  /** Whether a user or machine of the fleet, or an anchor, has this key. */
  public boolean isKnown(String recipient) {
    return byRecipient.containsKey(recipient);
  }

  /** Whether a clan user has this key: what makes a clan secret readable by a human. */
  public boolean isUser(String recipient) {
    return has(recipient, Kind.USER);
  }

  /** Whether a clan machine has this key. */
  public boolean isMachine(String recipient) {
    return has(recipient, Kind.MACHINE);
  }

  /**
   * Whether the key makes a file under {@code .sops.yaml} readable by a human: a key of a clan user
   * or of a person's anchor; without clan users, any key that is not a machine's.
   */
  public boolean isPerson(String recipient) {
    return personRecipients.contains(recipient) || (!hasUsers && !isMachine(recipient));
  }

  /** All anchors, in file order. */
  public List<OwnedAnchor> anchors() {
    return anchors;
  }

  /** The person a clan user is: the configured one, else the user's own name. */
  public String personOf(String user) {
    return personOfUser.getOrDefault(user, user);
  }

  /**
   * Names for a sentence: {@code alice}, {@code alice, alice-laptop}, {@code machine web01}, {@code
   * anchor &ci}; empty for an unknown key.
   */
  public Optional<String> describe(String recipient) {
    StringBuilder names = new StringBuilder();
    for (Owner owner : of(recipient)) {
      if (names.length() > 0) {
        names.append(", ");
      }
      names.append(
          switch (owner.kind()) {
            case USER -> owner.name();
            case MACHINE -> "machine " + owner.name();
            case ANCHOR -> "anchor &" + owner.name();
          });
    }
    return names.length() == 0 ? Optional.empty() : Optional.of(names.toString());
  }

  private boolean has(String recipient, Kind kind) {
    for (Owner owner : of(recipient)) {
      if (owner.kind() == kind) {
        return true;
      }
    }
    return false;
  }

  private static List<Owner> listed(Map<String, List<Owner>> byRecipient, String recipient) {
    List<Owner> owners = byRecipient.get(recipient);
    if (owners == null) {
      owners = new ArrayList<>();
      byRecipient.put(recipient, owners);
    }
    return owners;
  }

  private static void addHolders(
      Map<String, List<Owner>> byRecipient, Map<String, KeyHolder> holders, Kind kind) {
    for (KeyHolder holder : holders.values()) {
      for (PublishedKey key : holder.keys()) {
        List<Owner> owners = listed(byRecipient, key.text());
        // A holder adds its keys one after the other.
        if (owners.isEmpty() || !owners.get(owners.size() - 1).isOf(kind, holder.name())) {
          owners.add(new Owner(kind, holder.name()));
        }
      }
    }
  }

  private static Map<String, String> personsOfUsers(Fleet fleet, Configuration configuration) {
    Map<String, String> persons = new TreeMap<>();
    for (String user : fleet.users().keySet()) {
      persons.put(user, user);
    }
    for (Configuration.Person person : configuration.people().values()) {
      for (String user : person.users()) {
        persons.put(user, person.name());
      }
    }
    return persons;
  }
}
