package org.keytally.check;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.keytally.clan.Fleet;
import org.keytally.clan.Group;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Problem;
import org.keytally.clan.Secret;

/** What was found malformed while the fleet was read, with the part it belongs to. */
final class Problems {

  private Problems() {}

  /** A problem and what it is a problem of. */
  record Located(Subject subject, Problem problem) {}

  /** All problems of these kinds, part by part. */
  static List<Located> of(Fleet fleet, Problem.Kind first, Problem.Kind... more) {
    Set<Problem.Kind> kinds = EnumSet.of(first, more);
    List<Located> located = new ArrayList<>();
    for (KeyHolder user : fleet.users().values()) {
      add(located, Subjects.of(user), user.problems(), kinds);
    }
    for (KeyHolder machine : fleet.keyedMachines().values()) {
      add(located, Subjects.of(machine), machine.problems(), kinds);
    }
    for (Group group : fleet.groups().values()) {
      add(located, Subjects.of(group), group.problems(), kinds);
    }
    for (Secret secret : fleet.secrets()) {
      if (!secret.problems().isEmpty()) {
        add(located, Subjects.of(secret), secret.problems(), kinds);
      }
    }
    for (Problem problem : fleet.problems()) {
      add(located, Subjects.file(problem.path()), List.of(problem), kinds);
    }
    return located;
  }

  private static void add(
      List<Located> located, Subject subject, List<Problem> problems, Set<Problem.Kind> kinds) {
    for (Problem problem : problems) {
      if (kinds.contains(problem.kind())) {
        located.add(new Located(subject, problem));
      }
    }
  }
}
