package org.keytally.check;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.DeclaredVars;
import org.keytally.clan.Manifest;
import org.keytally.clan.MemberKind;
import org.keytally.config.Severity;

/** A default group does not exist. */
final class DefaultGroupUnknown extends Rule {

  DefaultGroupUnknown() {
    super(
        "default-group-unknown",
        Severity.ERROR,
        "A group that should read every secret of a machine does not exist.",
        "GRP-05");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty()) {
      return;
    }
    DeclaredVars declared = evidence.declared().get();
    SortedMap<String, List<String>> machines = new TreeMap<>();
    for (Map.Entry<String, Manifest.Machine> machine : declared.manifest().machines().entrySet()) {
      if (!machine.getValue().settings().secretStore().equals("sops")) {
        continue;
      }
      for (String group : machine.getValue().settings().defaultGroups()) {
        if (!evidence.fleet().groups().containsKey(group)) {
          Grouping.add(machines, group, machine.getKey());
        }
      }
    }
    for (Map.Entry<String, List<String>> entry : machines.entrySet()) {
      Manifests.about(Subjects.member(MemberKind.GROUPS, entry.getKey()), declared, findings)
          .fix(
              "Make it: clan secrets groups add-user "
                  + entry.getKey()
                  + " USER; or take it out of `defaultGroups`.")
          .add(
              "Group "
                  + entry.getKey()
                  + " is a default group of "
                  + Wording.list(entry.getValue())
                  + " but does not exist: `clan vars generate` and `clan vars fix` stop.");
    }
  }
}
