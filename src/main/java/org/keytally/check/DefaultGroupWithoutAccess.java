package org.keytally.check;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.MemberKind;
import org.keytally.config.Severity;

/** A default group cannot read vars. */
final class DefaultGroupWithoutAccess extends Rule {

  DefaultGroupWithoutAccess() {
    super(
        "default-group-without-access",
        Severity.ERROR,
        "A group that should read every secret var of a machine cannot read some.",
        "VAR-21");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.completeness().isEmpty()) {
      return;
    }
    SortedMap<String, List<String>> paths = new TreeMap<>();
    for (DeclaredVar var : evidence.completeness().get().vars()) {
      for (String group : var.groupsWithoutAccess()) {
        Grouping.add(paths, group, var.directory() + "/secret");
      }
    }
    for (Map.Entry<String, List<String>> entry : paths.entrySet()) {
      int number = entry.getValue().size();
      findings
          .about(Subjects.member(MemberKind.GROUPS, entry.getKey()))
          .in(entry.getValue())
          .from(EvidenceKind.MANIFEST)
          .fix("keytally repair --only default-group-without-access, or: clan vars fix")
          .add(
              "Not everybody in the default group "
                  + entry.getKey()
                  + " can decrypt "
                  + Wording.count(number, "var")
                  + ", and no link names the group: `clan vars generate` refuses to run.");
    }
  }
}
