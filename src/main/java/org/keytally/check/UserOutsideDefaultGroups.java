package org.keytally.check;

import java.util.HashSet;
import java.util.Set;
import org.keytally.clan.Group;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Manifest;
import org.keytally.clan.MemberLink;
import org.keytally.config.Severity;

/** A user will read no new vars. */
final class UserOutsideDefaultGroups extends Rule {

  UserOutsideDefaultGroups() {
    super(
        "user-outside-default-groups",
        Severity.INFO,
        "A user is in none of the groups that read new vars.",
        "KEY-18");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty()) {
      return;
    }
    Set<String> groups = new HashSet<>();
    for (Manifest.Machine machine : evidence.declared().get().manifest().machines().values()) {
      groups.addAll(machine.settings().defaultGroups());
    }
    Set<String> members = new HashSet<>();
    boolean known = false;
    for (String name : groups) {
      Group group = evidence.fleet().groups().get(name);
      if (group != null) {
        known = true;
        for (MemberLink link : group.users()) {
          members.add(evidence.owners().personOf(link.member().orElse(link.name())));
        }
      }
    }
    if (!known) {
      return; // Nobody gets new vars through a group here.
    }
    for (KeyHolder user : evidence.fleet().users().values()) {
      if (!members.contains(evidence.owners().personOf(user.name()))) {
        findings
            .about(Subjects.of(user))
            .at(user.keyFile())
            .from(EvidenceKind.MANIFEST)
            .fix("If they should read them: clan secrets groups add-user GROUP " + user.name())
            .add(
                "User "
                    + user.name()
                    + " is in no default group and reads only those future vars that they generate"
                    + " themselves.");
      }
    }
  }
}
