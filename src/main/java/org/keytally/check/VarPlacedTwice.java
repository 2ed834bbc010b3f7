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
    Map<String, String> shared = new TreeMap<>();
    Map<String, Set<String>> perMachine = new TreeMap<>();
    List<Placement> placements = new ArrayList<>();
    for (Secret secret : evidence.fleet().secrets()) {
      placements.add(secret.placement());
    }
    for (PublicVar var : evidence.fleet().publicVars()) {
      placements.add(var.placement());
    }
    for (Placement placement : placements) {
      if (placement instanceof Placement.Shared var) {
        shared.putIfAbsent(var.generator(), evidence.path("vars/shared/" + var.generator()));
      } else if (placement instanceof Placement.PerMachine var) {
        Set<String> folders = perMachine.get(var.generator());
        if (folders == null) {
          folders = new TreeSet<>();
          perMachine.put(var.generator(), folders);
        }
        folders.add(evidence.path("vars/per-machine/" + var.machine() + '/' + var.generator()));
      }
    }
    for (Map.Entry<String, String> entry : shared.entrySet()) {
      Set<String> folders = perMachine.get(entry.getKey());
      if (folders != null) {
        List<String> paths = new ArrayList<>();
        paths.add(entry.getValue());
        paths.addAll(folders);
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
}
