package org.keytally.check;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keytally.clan.Group;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.MemberLink;
import org.keytally.clan.PublishedKey;
import org.keytally.clan.Readership;
import org.keytally.config.Severity;

/** The only people of a group are one person or hardware keys. */
final class GroupSingleMember extends Rule {

  GroupSingleMember() {
    super(
        "group-single-member",
        Severity.WARNING,
        "The only people of a group are one person or hardware keys.",
        "GRP-08");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Readership readership = Readership.of(evidence.fleet());
    for (Group group : evidence.fleet().groups().values()) {
      Set<String> persons = new TreeSet<>();
      Set<String> keys = new HashSet<>();
      boolean hardware = true;
      for (MemberLink link : group.users()) {
        Optional<KeyHolder> user = readership.holder(link);
        if (user.isPresent()) {
          persons.add(evidence.owners().personOf(user.get().name()));
          for (PublishedKey key : user.get().keys()) {
            keys.add(key.text());
            hardware &= Persons.isHardwareBound(key.text());
          }
        }
      }
      if (persons.size() == 1 || (!keys.isEmpty() && hardware)) {
        findings
            .about(Subjects.of(group))
            .at(group.path())
            .fix("clan secrets groups add-user " + Wording.quote(group.name()) + " USER")
            .add(
                "Group "
                    + group.name()
                    + (persons.size() == 1
                        ? " has a single member, " + persons.iterator().next()
                        : " has hardware keys only")
                    + ": what it alone can read is lost with that.");
      }
    }
  }
}
