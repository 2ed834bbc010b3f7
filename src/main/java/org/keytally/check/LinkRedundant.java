package org.keytally.check;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.keytally.clan.Group;
import org.keytally.clan.MemberKind;
import org.keytally.clan.MemberLink;
import org.keytally.clan.Readership;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** A personal link stands beside a group link that covers it. */
final class LinkRedundant extends Rule {

  LinkRedundant() {
    super(
        "link-redundant",
        Severity.INFO,
        "A personal link stands beside a group link that covers it.",
        "SEC-32");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Readership readership = Readership.of(evidence.fleet());
    Map<String, List<String>> byUser = new TreeMap<>();
    for (Secret secret : evidence.fleet().secrets()) {
      if (secret.users().isEmpty() || secret.groups().isEmpty()) {
        continue;
      }
      Set<String> covered = new HashSet<>();
      for (MemberLink link : secret.groups()) {
        Optional<Group> group = readership.group(link);
        if (group.isPresent()) {
          for (MemberLink user : group.get().users()) {
            covered.add(user.name());
          }
        }
      }
      for (MemberLink link : secret.users()) {
        if (link.isFollowed() && covered.contains(link.name())) {
          Grouping.add(byUser, link.name(), link.path());
        }
      }
    }
    for (Map.Entry<String, List<String>> entry : byUser.entrySet()) {
      findings
          .about(Subjects.member(MemberKind.USERS, entry.getKey()))
          .in(entry.getValue())
          .fix("Delete the personal links if the group is meant to decide.")
          .add(
              entry.getKey()
                  + " has a personal link to "
                  + Wording.count(entry.getValue().size(), "secret")
                  + " that a group covers already, and would keep access after leaving the group.");
    }
  }
}
