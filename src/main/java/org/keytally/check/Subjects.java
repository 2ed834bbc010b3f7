package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.clan.Fleet;
import org.keytally.clan.Group;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.MemberKind;
import org.keytally.clan.Owners;
import org.keytally.clan.Placement;
import org.keytally.clan.Secret;

/** Makes subjects of the parts of a fleet. */
final class Subjects {

  private Subjects() {}

  static Subject of(KeyHolder holder) {
    return member(holder.kind(), holder.name());
  }

  static Subject of(Group group) {
    return new Subject(Subject.Type.GROUP, group.name());
  }

  static Subject of(Secret secret) {
    return of(secret.placement());
  }

  static Subject of(Placement placement) {
    return new Subject(
        placement instanceof Placement.Var ? Subject.Type.VAR : Subject.Type.SECRET,
        placement.label());
  }

  static Subject member(MemberKind kind, String name) {
    return new Subject(
        switch (kind) {
          case USERS -> Subject.Type.USER;
          case MACHINES -> Subject.Type.MACHINE;
          case GROUPS -> Subject.Type.GROUP;
        },
        name);
  }

  static Subject file(String path) {
    return new Subject(Subject.Type.FILE, path);
  }

  /** A key, with whom it belongs to where that is known. */
  static Subject recipient(String recipient, Owners owners) {
    return new Subject(Subject.Type.RECIPIENT, recipient, owners.describe(recipient));
  }

  /** The encrypted files of these secrets. */
  static List<String> paths(List<Secret> secrets) {
    List<String> paths = new ArrayList<>(secrets.size());
    for (Secret secret : secrets) {
      paths.add(secret.path());
    }
    return paths;
  }

  static Subject repository(Fleet fleet) {
    return new Subject(Subject.Type.REPOSITORY, fleet.directory().orElse(""), Optional.empty());
  }
}
