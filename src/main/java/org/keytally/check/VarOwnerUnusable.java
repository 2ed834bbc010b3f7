package org.keytally.check;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.DeclaredVars;
import org.keytally.clan.Manifest;
import org.keytally.config.Severity;

/** A secret that is needed before there are users belongs to one of them. */
final class VarOwnerUnusable extends Rule {

  VarOwnerUnusable() {
    super(
        "var-owner-unusable",
        Severity.ERROR,
        "A secret that is needed before there are users belongs to one of them.",
        "VAR-27");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty()) {
      return;
    }
    DeclaredVars declared = evidence.declared().get();
    SortedMap<String, List<String>> machines = new TreeMap<>();
    for (Map.Entry<String, Manifest.Machine> machine : declared.manifest().machines().entrySet()) {
      for (Map.Entry<String, Manifest.Generator> generator :
          machine.getValue().generators().entrySet()) {
        for (Map.Entry<String, Manifest.File> file : generator.getValue().files().entrySet()) {
          if (isUnusable(file.getValue())) {
            String name = generator.getKey() + '/' + file.getKey();
            Grouping.add(machines, name, machine.getKey());
          }
        }
      }
    }
    for (Map.Entry<String, List<String>> entry : machines.entrySet()) {
      Manifests.about(new Subject(Subject.Type.VAR, entry.getKey()), declared, findings)
          .fix("Set owner and group to root, or `neededFor` to services.")
          .add(
              "The secret "
                  + entry.getKey()
                  + " ("
                  + Wording.list(entry.getValue())
                  + ") is needed for creating users but its owner or group is not root: there is no"
                  + " such user yet, and the activation fails.");
    }
  }

  private static boolean isUnusable(Manifest.File file) {
    return file.secret()
        && file.deploy()
        && file.neededFor().equals("users")
        && (!file.owner().orElse("root").equals("root") || !isRoots(file.group().orElse("root")));
  }

  /** The group of id 0 is called wheel on darwin. */
  private static boolean isRoots(String group) {
    return group.equals("root") || group.equals("wheel");
  }
}
