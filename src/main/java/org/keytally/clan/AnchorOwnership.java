package org.keytally.clan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.clan.Owners.OwnedAnchor;
import org.keytally.clan.Owners.Owner;
import org.keytally.config.Configuration;
import org.keytally.sops.Anchor;

/** Decides to whom an anchor of {@code .sops.yaml} belongs; the order is that of {@link Owners}. */
final class AnchorOwnership {

  private static final String USER_SUFFIX = "-user";
  private static final String USER_PREFIX = "user-";

  private final Fleet fleet;
  private final Configuration configuration;
  private final Map<String, List<Owner>> holders;
  private final Map<String, String> configured = new HashMap<>();

  /**
   * For one fleet.
   *
   * @param holders users and machines by key text
   */
  AnchorOwnership(Fleet fleet, Configuration configuration, Map<String, List<Owner>> holders) {
    this.fleet = fleet;
    this.configuration = configuration;
    this.holders = Map.copyOf(holders);
    for (Configuration.Person person : configuration.people().values()) {
      for (String anchor : person.anchors()) {
        configured.put(anchor, person.name());
      }
    }
  }

  OwnedAnchor of(String file, Anchor anchor) {
    String name = anchor.name();
    String person = configured.get(name);
    if (person != null) {
      return person(file, anchor, person);
    }
    if (configuration.externalAnchors().contains(name)) {
      return new OwnedAnchor(file, anchor, Optional.empty(), Optional.empty());
    }
    // A name that is exactly a user's or machine's says what the anchor is meant to be, so that a
    // different key under it shows as a mismatch even where the key belongs to somebody else.
    if (fleet.users().containsKey(name)) {
      return person(file, anchor, name);
    }
    for (Owner owner : holders.getOrDefault(anchor.value(), List.of())) {
      if (owner.kind() == Owner.Kind.USER) {
        return person(file, anchor, owner.name());
      }
      if (owner.kind() == Owner.Kind.MACHINE) {
        return machine(file, anchor, owner.name());
      }
    }
    if (fleet.machines().all().contains(name)) {
      return machine(file, anchor, name);
    }
    Optional<String> carried = carriedName(name);
    if (carried.isPresent()) {
      return person(file, anchor, carried.get());
    }
    return new OwnedAnchor(file, anchor, Optional.empty(), Optional.empty());
  }

  private Optional<String> carriedName(String anchor) {
    if (anchor.endsWith(USER_SUFFIX) && anchor.length() > USER_SUFFIX.length()) {
      return Optional.of(anchor.substring(0, anchor.length() - USER_SUFFIX.length()));
    }
    if (anchor.startsWith(USER_PREFIX) && anchor.length() > USER_PREFIX.length()) {
      return Optional.of(anchor.substring(USER_PREFIX.length()));
    }
    for (String machine : fleet.machines().all()) {
      if (anchor.endsWith('-' + machine)) {
        String user = anchor.substring(0, anchor.length() - machine.length() - 1);
        if (fleet.users().containsKey(user)) {
          return Optional.of(user);
        }
      }
    }
    return Optional.empty();
  }

  private static OwnedAnchor person(String file, Anchor anchor, String person) {
    return new OwnedAnchor(file, anchor, Optional.of(person), Optional.empty());
  }

  private static OwnedAnchor machine(String file, Anchor anchor, String machine) {
    return new OwnedAnchor(file, anchor, Optional.empty(), Optional.of(machine));
  }
}
