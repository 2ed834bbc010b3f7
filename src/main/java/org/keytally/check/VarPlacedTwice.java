package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.clan.Placement;
import org.keytally.clan.PublicVar;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** A generator has vars both shared and per machine. */
final class VarPlacedTwice extends Rule {

  VarPlacedTwice() {
    super(
        "var-placed-twice",
        Severity.WARNING,
        "A generator has vars both shared and per machine.",
        "VAR-13");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.completeness().isPresent()) {
      checkDeclared(evidence.completeness().get(), findings);
    } else {
      compareFolders(evidence, findings);
    }
  }

  private static void checkDeclared(Completeness completeness, Findings findings) {
    Map<String, Set<String>> leftovers = new TreeMap<>();
    for (Completeness.Undeclared var : completeness.undeclared()) {
      if (var.reason() == Completeness.Undeclared.Reason.PLACEMENT) {
        leftovers
            .computeIfAbsent(var.placement().generator(), k -> new TreeSet<>())
            .add(var.path());
      }
    }
    for (Map.Entry<String, Set<String>> entry : leftovers.entrySet()) {
      boolean shared = entry.getValue().iterator().next().contains("vars/shared/");
      findings
          .about(Generators.subject(entry.getKey()))
          .in(new ArrayList<>(entry.getValue()))
          .from(EvidenceKind.MANIFEST)
          .fix("Delete these: Nix declares the generator in the other placement.")
          .add(
              "Generator "
                  + entry.getKey()
                  + (shared
                      ? " is declared per machine, but has shared vars too"
                      : " is declared shared, but has vars per machine too")
                  + ": they are a leftover, and somebody may edit the wrong ones.");
    }
  }

  private static void compareFolders(Evidence evidence, Findings findings) {
    Map<String, Set<String>> perMachine = new TreeMap<>();
    for (Secret secret : evidence.fleet().secrets()) {
      addShared(perMachine, secret.placement());
    }
    for (PublicVar var : evidence.fleet().publicVars()) {
      addShared(perMachine, var.placement());
    }
    if (perMachine.isEmpty()) {
      return;
    }
    for (Secret secret : evidence.fleet().secrets()) {
      addFolder(perMachine, secret.placement(), evidence);
    }
    for (PublicVar var : evidence.fleet().publicVars()) {
      addFolder(perMachine, var.placement(), evidence);
    }
    for (Map.Entry<String, Set<String>> entry : perMachine.entrySet()) {
      if (!entry.getValue().isEmpty()) {
        List<String> paths = new ArrayList<>();
        paths.add(evidence.path("vars/shared/" + entry.getKey()));
        paths.addAll(entry.getValue());
        findings
            .about(Generators.subject(entry.getKey()))
            .in(paths)
            .fix("Keep what the generator's `share` option says, and delete the other.")
            .add(
                "Generator "
                    + entry.getKey()
                    + " has vars both shared and per machine: one of them is a leftover, and the wrong"
                    + " one may be edited.");
      }
    }
  }

  /** Begins to collect the folders per machine of a generator that has a shared one. */
  private static void addShared(Map<String, Set<String>> perMachine, Placement placement) {
    if (placement instanceof Placement.Shared var && !perMachine.containsKey(var.generator())) {
      perMachine.put(var.generator(), new TreeSet<>());
    }
  }

  private static void addFolder(
      Map<String, Set<String>> perMachine, Placement placement, Evidence evidence) {
    if (placement instanceof Placement.PerMachine var) {
      Set<String> folders = perMachine.get(var.generator());
      if (folders != null) {
        folders.add(evidence.path("vars/per-machine/" + var.machine() + '/' + var.generator()));
      }
    }
  }
}
