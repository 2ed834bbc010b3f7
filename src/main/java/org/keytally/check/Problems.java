package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import org.keytally.clan.Fleet;
import org.keytally.clan.Group;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Problem;
import org.keytally.clan.Secret;

/** What was found malformed while the fleet was read, with the part it belongs to. Immutable. */
final class Problems {

  private final List<Located> all = new ArrayList<>();

  private Problems() {}

  /** A problem and what it is a problem of. */
  record Located(Subject subject, Problem problem) {}

  static Problems of(Fleet fleet) {
    Problems problems = new Problems();
    for (KeyHolder user : fleet.users().values()) {
      problems.add(Subjects.of(user), user.problems());
    }
    for (KeyHolder machine : fleet.keyedMachines().values()) {
      problems.add(Subjects.of(machine), machine.problems());
    }
    for (Group group : fleet.groups().values()) {
      problems.add(Subjects.of(group), group.problems());
    }
    for (Secret secret : fleet.secrets()) {
      if (!secret.problems().isEmpty()) {
        problems.add(Subjects.of(secret), secret.problems());
      }
    }
    for (Problem problem : fleet.problems()) {
      problems.all.add(new Located(Subjects.file(problem.path()), problem));
    }
    return problems;
  }

  private void add(Subject subject, List<Problem> problems) {
    for (Problem problem : problems) {
      all.add(new Located(subject, problem));
    }
  }

  /** The problems of these kinds, part by part. */
  List<Located> of(Problem.Kind... kinds) {
    List<Located> some = new ArrayList<>();
    for (Located located : all) {
      for (Problem.Kind kind : kinds) {
        if (located.problem().kind() == kind) {
          some.add(located);
          break;
        }
      }
    }
    return some;
  }
}
