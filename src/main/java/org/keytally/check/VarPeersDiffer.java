package org.keytally.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.clan.Placement;
import org.keytally.clan.PublicVar;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** A machine has other files of a generator than its peers. */
final class VarPeersDiffer extends Rule {

  VarPeersDiffer() {
    super(
        "var-peers-differ",
        Severity.INFO,
        "A machine has other files of a generator than most other machines.",
        "VAR-30");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isPresent()) {
      return; // The manifest knows, and nobody has to guess.
    }
    SortedMap<String, SortedMap<String, SortedSet<String>>> files = new TreeMap<>();
    for (Secret secret : evidence.fleet().secrets()) {
      if (secret.placement() instanceof Placement.PerMachine var && secret.contents().isPresent()) {
        add(files, var, var.file() + " (secret)");
      }
    }
    for (PublicVar value : evidence.fleet().publicVars()) {
      if (value.placement() instanceof Placement.PerMachine var) {
        add(files, var, var.file());
      }
    }
    for (Map.Entry<String, SortedMap<String, SortedSet<String>>> entry : files.entrySet()) {
      compare(entry.getKey(), entry.getValue(), evidence, findings);
    }
  }

  private static void add(
      SortedMap<String, SortedMap<String, SortedSet<String>>> files,
      Placement.PerMachine var,
      String file) {
    SortedMap<String, SortedSet<String>> byMachine = files.get(var.generator());
    if (byMachine == null) {
      byMachine = new TreeMap<>();
      files.put(var.generator(), byMachine);
    }
    SortedSet<String> ofMachine = byMachine.get(var.machine());
    if (ofMachine == null) {
      ofMachine = new TreeSet<>();
      byMachine.put(var.machine(), ofMachine);
    }
    ofMachine.add(file);
  }

  private static void compare(
      String generator,
      SortedMap<String, SortedSet<String>> byMachine,
      Evidence evidence,
      Findings findings) {
    Map<SortedSet<String>, Integer> sets = new HashMap<>();
    for (SortedSet<String> files : byMachine.values()) {
      Integer before = sets.get(files);
      sets.put(files, before == null ? 1 : before + 1);
    }
    SortedSet<String> usual = new TreeSet<>();
    int most = 0;
    for (Map.Entry<SortedSet<String>, Integer> set : sets.entrySet()) {
      if (set.getValue() > most) {
        most = set.getValue();
        usual = set.getKey();
      }
    }
    // Two that agree and a majority of them: less is no pattern.
    if (most < 2 || most <= 2 * (byMachine.size() - most)) {
      return;
    }
    List<String> machines = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    for (Map.Entry<String, SortedSet<String>> machine : byMachine.entrySet()) {
      if (!machine.getValue().equals(usual)) {
        machines.add(machine.getKey());
        paths.add(evidence.path("vars/per-machine/" + machine.getKey() + '/' + generator));
      }
    }
    if (machines.isEmpty()) {
      return;
    }
    findings
        .about(Generators.subject(generator))
        .in(paths)
        .fix("keytally manifest tells what Nix declares.")
        .add(
            "Generator "
                + generator
                + " has other files on "
                + Wording.list(machines)
                + " than on "
                + most
                + " other machines, which have "
                + Wording.list(new ArrayList<>(usual))
                + ": perhaps something is missing, or a leftover.");
  }
}
