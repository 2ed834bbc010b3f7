package org.keytally.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keytally.clan.Group;
import org.keytally.clan.MemberKind;
import org.keytally.clan.MemberLink;
import org.keytally.clan.Readership;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** A group that reads machine keys contains a machine. */
final class AdminGroupWithMachine extends Rule {

  AdminGroupWithMachine() {
    super(
        "admin-group-with-machine",
        Severity.ERROR,
        "A group that reads machine keys contains a machine.",
        "GRP-09");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Readership readership = Readership.of(evidence.fleet());
    Map<String, List<String>> exposed = new TreeMap<>();
    for (MachineSecrets.PrivateKey key : evidence.machineKeys()) {
      Secret secret = key.secret();
      for (MemberLink link : secret.groups()) {
        Optional<Group> group = readership.group(link);
        if (group.isPresent() && !group.get().machines().isEmpty()) {
          Grouping.add(exposed, group.get().name(), secret.path());
        }
      }
    }
    for (Map.Entry<String, List<String>> entry : exposed.entrySet()) {
      findings
          .about(Subjects.member(MemberKind.GROUPS, entry.getKey()))
          .in(entry.getValue())
          .fix(
              "Take the machines out: clan secrets groups remove-machine "
                  + Wording.quote(entry.getKey())
                  + " MACHINE")
          .add(
              "Group "
                  + entry.getKey()
                  + " contains machines and reads "
                  + Wording.count(entry.getValue().size(), "machine private key")
                  + ": one host can become every other.");
    }
  }
}
