package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.DeclaredVars;
import org.keytally.clan.Manifest;
import org.keytally.config.Severity;

/** Machines select different stores. */
final class VarStoresDiffer extends Rule {

  VarStoresDiffer() {
    super(
        "var-stores-differ",
        Severity.WARNING,
        "Machines of one clan select different stores for their secrets.",
        "VAR-33");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty()) {
      return;
    }
    DeclaredVars declared = evidence.declared().get();
    SortedMap<String, List<String>> machines = new TreeMap<>();
    for (Map.Entry<String, Manifest.Machine> machine : declared.manifest().machines().entrySet()) {
      if (machine.getValue().evaluationError().isEmpty()) {
        Grouping.add(machines, machine.getValue().settings().secretStore(), machine.getKey());
      }
    }
    if (machines.size() < 2) {
      return;
    }
    List<String> choices = new ArrayList<>();
    for (Map.Entry<String, List<String>> store : machines.entrySet()) {
      choices.add(store.getKey() + " (" + Wording.list(store.getValue()) + ')');
    }
    Manifests.about(declared, findings)
        .fix("Set `clan.vars.settings.secretStore` for the whole clan, and nothing on machines.")
        .add(
            "Machines keep their secrets in different stores: "
                + Wording.list(choices)
                + ". Since February 2026 clan-core refuses to build a machine whose store is not"
                + " the clan's.");
  }
}
