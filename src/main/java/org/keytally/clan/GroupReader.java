package org.keytally.clan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.Problem.Kind;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/** Reads the folders below {@code sops/groups}. */
final class GroupReader {

  private final Snapshot snapshot;
  private final Members members;
  private final String home;

  GroupReader(Snapshot snapshot, Layout layout, Members members) {
    this.snapshot = snapshot;
    this.members = members;
    this.home = layout.members(MemberKind.GROUPS);
  }

  /**
   * Reads all of them, by name.
   *
   * @param stray takes problems of entries that belong to no group
   */
  SortedMap<String, Group> read(List<Problem> stray) {
    SortedMap<String, Group> groups = new TreeMap<>();
    String name = "";
    Draft draft = new Draft("");
    for (TreeEntry entry : snapshot.below(home)) {
      List<String> names = Layout.names(entry.path().substring(home.length() + 1));
      if (names.size() == 1) {
        stray.add(
            new Problem(
                Kind.STRAY_ENTRY,
                entry.path(),
                0,
                Strays.describe(entry, names.get(0), false)
                    + " stands where only folders of groups belong"));
        continue;
      }
      if (!names.get(0).equals(name)) {
        if (!name.isEmpty()) {
          groups.put(name, draft.group());
        }
        name = names.get(0);
        draft = new Draft(name);
      }
      draft.add(entry, names.subList(1, names.size()));
    }
    if (!name.isEmpty()) {
      groups.put(name, draft.group());
    }
    return groups;
  }

  private final class Draft {

    private final String name;
    private final String path;
    private final List<MemberLink> users = new ArrayList<>();
    private final List<MemberLink> machines = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> strays = new HashSet<>();

    Draft(String name) {
      this.name = name;
      this.path = home + '/' + name;
    }

    void add(TreeEntry entry, List<String> names) {
      String first = names.get(0);
      Optional<MemberKind> kind = Layout.memberKind(first);
      if (names.size() > 1 && kind.isPresent() && kind.get() != MemberKind.GROUPS) {
        List<MemberLink> to = kind.get() == MemberKind.USERS ? users : machines;
        members.add(to, entry, path + '/' + first, kind.get(), names);
      } else if (strays.add(first)) {
        problems.add(
            new Problem(
                Kind.STRAY_ENTRY,
                path + '/' + first,
                0,
                first.equals("groups")
                    ? "groups do not nest: clan passes over a group in a group"
                    : Strays.describe(entry, first, names.size() > 1)
                        + " stands where only users and machines belong"));
      }
    }

    Group group() {
      if (!Names.isUserOrGroup(name)) {
        problems.add(new Problem(Kind.INVALID_NAME, path, 0, "clan refuses this name for a group"));
      }
      return new Group(name, path, users, machines, problems);
    }
  }
}
