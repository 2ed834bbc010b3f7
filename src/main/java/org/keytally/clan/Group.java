package org.keytally.clan;

import java.util.List;

/**
 * A group: a folder below {@code sops/groups} with links to users and machines. Groups do not nest.
 */
public record Group(
    String name,
    String path,
    List<MemberLink> users,
    List<MemberLink> machines,
    List<Problem> problems) {

  public Group {
    users = List.copyOf(users);
    machines = List.copyOf(machines);
    problems = List.copyOf(problems);
  }
}
