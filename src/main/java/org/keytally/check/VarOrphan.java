package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.clan.GeneratorId;
import org.keytally.clan.Machines;
import org.keytally.clan.MemberKind;
import org.keytally.clan.Placement;
import org.keytally.config.Severity;

/** Vars that nothing declares. */
final class VarOrphan extends Rule {

  VarOrphan() {
    super(
        "var-orphan",
        Severity.WARNING,
        "Vars that nothing declares.",
        "VAR-04",
        "VAR-05",
        "VAR-06");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    checkMachines(evidence, findings);
    if (evidence.completeness().isPresent()) {
      checkDeclared(evidence.completeness().get(), findings);
    }
  }

  private static void checkMachines(Evidence evidence, Findings findings) {
    Machines machines = evidence.fleet().machines();
    boolean known = evidence.declared().isPresent();
    if (machines.declared().isEmpty() && !known) {
      return; // Only Nix code declares machines here; without a manifest nothing can be said.
    }
    for (String machine : new TreeSet<>(machines.withVars())) {
      if (machines.declared().contains(machine)
          || (!known && evidence.fleet().keyedMachines().containsKey(machine))) {
        continue;
      }
      findings
          .about(Subjects.member(MemberKind.MACHINES, machine))
          .at(evidence.path("vars/per-machine/" + machine))
          .from(known ? EvidenceKind.MANIFEST : EvidenceKind.TREE)
          .fix(
              known
                  ? "Delete the folder, if the machine is gone for good."
                  : "Name it under `machines:` in .keytally.yaml if Nix declares it; else delete the"
                      + " folder.")
          .add("There are vars for " + machine + ", a machine that nothing declares.");
    }
  }

  private static void checkDeclared(Completeness completeness, Findings findings) {
    Map<String, List<Completeness.Undeclared>> generators = new TreeMap<>();
    Map<String, List<Completeness.Undeclared>> files = new TreeMap<>();
    for (Completeness.Undeclared var : completeness.undeclared()) {
      Placement.Var placement = var.placement();
      if (var.reason() == Completeness.Undeclared.Reason.GENERATOR) {
        Grouping.add(generators, placement.generator(), var);
      } else if (var.reason() == Completeness.Undeclared.Reason.FILE) {
        Grouping.add(files, placement.generator(), var);
      }
    }
    for (Map.Entry<String, List<Completeness.Undeclared>> entry : generators.entrySet()) {
      report(entry, findings)
          .add(
              "Nix declares no generator "
                  + entry.getKey()
                  + " ("
                  + places(entry.getValue())
                  + "), but its values are there: they stay readable for their recipients, and no"
                  + " clan command looks at them.");
    }
    for (Map.Entry<String, List<Completeness.Undeclared>> entry : files.entrySet()) {
      Set<String> names = new TreeSet<>();
      for (Completeness.Undeclared var : entry.getValue()) {
        names.add(var.placement().file());
      }
      report(entry, findings)
          .add(
              "Generator "
                  + entry.getKey()
                  + " does not declare "
                  + Wording.list(new ArrayList<>(names))
                  + " ("
                  + places(entry.getValue())
                  + "): a value of former times, which stays readable for its recipients.");
    }
  }

  private static Findings.Draft report(
      Map.Entry<String, List<Completeness.Undeclared>> entry, Findings findings) {
    List<String> paths = new ArrayList<>();
    for (Completeness.Undeclared var : entry.getValue()) {
      paths.add(var.path());
    }
    return findings
        .about(Generators.subject(entry.getKey()))
        .in(paths)
        .from(EvidenceKind.MANIFEST)
        .fix("Delete the folders, if nothing else reads them.");
  }

  private static String places(List<Completeness.Undeclared> vars) {
    List<GeneratorId> ids = new ArrayList<>();
    for (Completeness.Undeclared var : vars) {
      ids.add(Completeness.generatorOf(var.placement()));
    }
    return Generators.places(ids);
  }
}
