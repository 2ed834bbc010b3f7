package org.keytally.check;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.keytally.clan.Fleet;
import org.keytally.clan.Group;
import org.keytally.clan.MemberKind;
import org.keytally.clan.MemberLink;
import org.keytally.clan.Secret;

/** The member links of a fleet, together by whom they name: one cause often breaks many links. */
final class Links {

  private Links() {}

  /**
   * Links to one member that fare alike.
   *
   * @param kind of the folder the links stand in
   * @param name of the links
   */
  record Alike(MemberKind kind, String name, MemberLink.State state, List<MemberLink> links) {

    List<String> paths() {
      List<String> paths = new ArrayList<>(links.size());
      for (MemberLink link : links) {
        paths.add(link.path());
      }
      return paths;
    }
  }

  /** All links of groups and secrets, in that order. */
  static List<MemberLink> of(Fleet fleet) {
    List<MemberLink> links = new ArrayList<>();
    for (Group group : fleet.groups().values()) {
      links.addAll(group.users());
      links.addAll(group.machines());
    }
    for (Secret secret : fleet.secrets()) {
      links.addAll(secret.users());
      links.addAll(secret.machines());
      links.addAll(secret.groups());
    }
    return links;
  }

  /** The links in these states, by member. */
  static List<Alike> alike(Fleet fleet, MemberLink.State first, MemberLink.State... more) {
    Set<MemberLink.State> states = EnumSet.of(first, more);
    Map<String, Alike> alike = new TreeMap<>();
    for (MemberLink link : of(fleet)) {
      if (states.contains(link.state())) {
        alike
            .computeIfAbsent(
                link.kind().folder() + '/' + link.name() + '/' + link.state(),
                k -> new Alike(link.kind(), link.name(), link.state(), new ArrayList<>()))
            .links()
            .add(link);
      }
    }
    return new ArrayList<>(alike.values());
  }
}
