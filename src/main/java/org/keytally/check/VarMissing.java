package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.config.Severity;

/** A file that Nix declares is not there. */
final class VarMissing extends Rule {

  VarMissing() {
    super(
        "var-missing",
        Severity.ERROR,
        "A file of a generator that Nix declares is not there.",
        "VAR-01",
        "VAR-02",
        "VAR-03",
        "AGE-01");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.completeness().isEmpty()) {
      return;
    }
    Map<String, List<DeclaredVar>> byGenerator = new TreeMap<>();
    for (DeclaredVar var : evidence.completeness().get().vars()) {
      // A folder with members but without secret is reported as such.
      if (var.state() == DeclaredVar.State.MISSING
          && var.secret().isEmpty()
          && !var.isInPasswordStore()) {
        Grouping.add(byGenerator, var.generator().generator(), var);
      }
    }
    for (Map.Entry<String, List<DeclaredVar>> entry : byGenerator.entrySet()) {
      Set<String> files = new TreeSet<>();
      List<String> paths = new ArrayList<>();
      boolean prompted = false;
      for (DeclaredVar var : entry.getValue()) {
        files.add(var.placement().file());
        paths.add(var.path());
        prompted |= var.prompt();
      }
      findings
          .about(Generators.subject(entry.getKey()))
          .in(paths)
          .from(EvidenceKind.MANIFEST)
          .fix("clan vars generate" + Generators.arguments(entry.getValue()))
          .add(
              "Generator "
                  + entry.getKey()
                  + " lacks "
                  + Wording.list(new ArrayList<>(files))
                  + " ("
                  + Generators.places(entry.getValue())
                  + "): the next deployment runs it anew and replaces all of its values, and those"
                  + " of generators that depend on it"
                  + (prompted ? ", after asking for what it prompts for." : "."));
    }
  }
}
