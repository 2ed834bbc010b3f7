package org.keytally.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.clan.Placement;
import org.keytally.clan.PublicVar;
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
    Files files = new Files();
    for (SopsFiles.OfClan file : evidence.sopsFiles().ofClan()) {
      if (file.secret().placement() instanceof Placement.PerMachine var) {
        files.add(var, files.secretName(var.file()));
      }
    }
    for (PublicVar value : evidence.fleet().publicVars()) {
      if (value.placement() instanceof Placement.PerMachine var) {
        files.add(var, var.file());
      }
    }
    for (Map.Entry<String, Map<String, List<String>>> entry : files.uneven().entrySet()) {
      compare(entry.getKey(), entry.getValue(), evidence, findings);
    }
  }

  /**
   * The files of generators on machines. Both kinds of vars come sorted, so that equal sets of
   * files are equal lists.
   */
  private static final class Files {

    private final Map<String, Map<String, List<String>>> byGenerator = new HashMap<>();
    private final Map<String, String> secretNames = new HashMap<>();

    /** What a secret file is called here. */
    String secretName(String file) {
      String name = secretNames.get(file);
      if (name == null) {
        name = file + " (secret)";
        secretNames.put(file, name);
      }
      return name;
    }

    void add(Placement.PerMachine var, String name) {
      Map<String, List<String>> byMachine = byGenerator.get(var.generator());
      if (byMachine == null) {
        byMachine = new HashMap<>();
        byGenerator.put(var.generator(), byMachine);
      }
      List<String> ofMachine = byMachine.get(var.machine());
      if (ofMachine == null) {
        ofMachine = new ArrayList<>(2);
        byMachine.put(var.machine(), ofMachine);
      }
      ofMachine.add(name);
    }

    /** The generators that have not the same files everywhere, by name. */
    SortedMap<String, Map<String, List<String>>> uneven() {
      SortedMap<String, Map<String, List<String>>> uneven = new TreeMap<>();
      for (Map.Entry<String, Map<String, List<String>>> entry : byGenerator.entrySet()) {
        Map<String, List<String>> byMachine = entry.getValue();
        List<String> any = byMachine.values().iterator().next();
        for (List<String> other : byMachine.values()) {
          if (!other.equals(any)) {
            uneven.put(entry.getKey(), byMachine);
            break;
          }
        }
      }
      return uneven;
    }
  }

  private static void compare(
      String generator, Map<String, List<String>> byMachine, Evidence evidence, Findings findings) {
    Map<List<String>, Integer> sets = new HashMap<>();
    for (List<String> files : byMachine.values()) {
      Integer before = sets.get(files);
      sets.put(files, before == null ? 1 : before + 1);
    }
    List<String> usual = List.of();
    int most = 0;
    for (Map.Entry<List<String>, Integer> set : sets.entrySet()) {
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
    for (Map.Entry<String, List<String>> machine : new TreeMap<>(byMachine).entrySet()) {
      if (!machine.getValue().equals(usual)) {
        machines.add(machine.getKey());
        paths.add(evidence.path("vars/per-machine/" + machine.getKey() + '/' + generator));
      }
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
                + Wording.list(new ArrayList<>(new TreeSet<>(usual)))
                + ": perhaps something is missing, or a leftover.");
  }
}
