package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.keytally.clan.DeclaredVars;
import org.keytally.clan.Manifest;
import org.keytally.config.Severity;

/** A generator is shared on one machine and per machine on another. */
final class VarShareConflict extends Rule {

  VarShareConflict() {
    super(
        "var-share-conflict",
        Severity.ERROR,
        "A generator is declared shared on one machine and per machine on another.",
        "VAR-14");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty()) {
      return;
    }
    DeclaredVars declared = evidence.declared().get();
    for (Map.Entry<String, SortedMap<String, Manifest.Generator>> entry :
        VarDeclarations.byName(declared.manifest()).entrySet()) {
      List<String> shared = new ArrayList<>();
      List<String> own = new ArrayList<>();
      for (Map.Entry<String, Manifest.Generator> machine : entry.getValue().entrySet()) {
        (machine.getValue().share() ? shared : own).add(machine.getKey());
      }
      if (!shared.isEmpty() && !own.isEmpty()) {
        Manifests.about(Generators.subject(entry.getKey()), declared, findings)
            .fix("Give it the same `share` on all machines, or two names.")
            .add(
                "Generator "
                    + entry.getKey()
                    + " is shared on "
                    + Wording.list(shared)
                    + " and per machine on "
                    + Wording.list(own)
                    + ": each run for one of them deletes the values of the other.");
      }
    }
  }
}
