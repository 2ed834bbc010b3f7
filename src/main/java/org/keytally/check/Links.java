package org.keytally.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.keytally.clan.Fleet;
import org.keytally.clan.Group;
import org.keytally.clan.MemberKind;
import org.keytally.clan.MemberLink;
import org.keytally.clan.Secret;

/**
 * The member links of a fleet that are not as they should be: those of groups, then those of
 * secrets. Nearly all links are, so one look at each serves all rules. Immutable.
 */
final class Links {

  private final String clanDirectory;
  private final List<MemberLink> ignored = new ArrayList<>();
  private final List<MemberLink> misnamed = new ArrayList<>();
  private final List<MemberLink> respelled = new ArrayList<>();

  private Links(String clanDirectory) {
    this.clanDirectory = clanDirectory;
  }

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

  static Links of(Fleet fleet) {
    Links links = new Links(fleet.directory().orElse(""));
    for (Group group : fleet.groups().values()) {
      links.sort(group.users());
      links.sort(group.machines());
    }
    for (Secret secret : fleet.secrets()) {
      links.sort(secret.users());
      links.sort(secret.machines());
      links.sort(secret.groups());
    }
    return links;
  }

  private void sort(List<MemberLink> links) {
    for (MemberLink link : links) {
      if (!link.isFollowed()) {
        ignored.add(link);
        continue;
      }
      if (!link.leadsTo(link.name())) {
        misnamed.add(link);
      }
      if (!link.isCanonical(clanDirectory)) {
        respelled.add(link);
      }
    }
  }

  /** Links that clan follows to a member of another name. */
  List<MemberLink> misnamed() {
    return Collections.unmodifiableList(misnamed);
  }

  /** Links that clan follows although it would write them otherwise. */
  List<MemberLink> respelled() {
    return Collections.unmodifiableList(respelled);
  }

  /** The links in these states, by member: one cause often breaks many links. */
  List<Alike> alike(MemberLink.State... states) {
    Map<String, Alike> alike = new TreeMap<>();
    for (MemberLink link : ignored) {
      for (MemberLink.State state : states) {
        if (link.state() == state) {
          add(alike, link);
        }
      }
    }
    return new ArrayList<>(alike.values());
  }

  private static void add(Map<String, Alike> alike, MemberLink link) {
    String key = link.kind().folder() + '/' + link.name() + '/' + link.state();
    Alike those = alike.get(key);
    if (those == null) {
      those = new Alike(link.kind(), link.name(), link.state(), new ArrayList<>());
      alike.put(key, those);
    }
    those.links().add(link);
  }
}
