package org.keytally.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.keytally.clan.DeclaredVars;
import org.keytally.clan.Manifest;
import org.keytally.config.Severity;

/** Machines do not agree about a shared generator. */
final class VarSharedDiffers extends Rule {

  VarSharedDiffers() {
    super(
        "var-shared-differs",
        Severity.ERROR,
        "Machines declare a shared generator differently.",
        "VAR-15");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty()) {
      return;
    }
    DeclaredVars declared = evidence.declared().get();
    for (Map.Entry<String, SortedMap<String, Manifest.Generator>> entry :
        VarDeclarations.byName(declared.manifest()).entrySet()) {
      Optional<Map.Entry<String, Manifest.Generator>> first = Optional.empty();
      List<String> differing = new ArrayList<>();
      Set<String> fields = new TreeSet<>();
      for (Map.Entry<String, Manifest.Generator> machine : entry.getValue().entrySet()) {
        if (!machine.getValue().share()) {
          continue;
        }
        if (first.isEmpty()) {
          first = Optional.of(machine);
        } else if (differs(first.get().getValue(), machine.getValue(), fields)) {
          differing.add(machine.getKey());
        }
      }
      if (first.isPresent() && !differing.isEmpty()) {
        Manifests.about(Generators.subject(entry.getKey()), declared, findings)
            .fix("Make the declarations equal; only owner, group and mode may differ.")
            .add(
                "The shared generator "
                    + entry.getKey()
                    + " is declared on "
                    + first.get().getKey()
                    + " with other "
                    + Wording.list(new ArrayList<>(fields))
                    + " than on "
                    + Wording.list(differing)
                    + ": `clan vars generate` stops for all machines.");
      }
    }
  }

  /** Compares what clan compares (clan-repository 4). */
  private static boolean differs(
      Manifest.Generator one, Manifest.Generator other, Set<String> fields) {
    boolean differs = false;
    if (!sameFiles(one, other)) {
      fields.add("files");
      differs = true;
    }
    if (!one.prompts().equals(other.prompts())) {
      fields.add("prompts");
      differs = true;
    }
    if (!new HashSet<>(one.dependencies()).equals(new HashSet<>(other.dependencies()))) {
      fields.add("dependencies");
      differs = true;
    }
    if (!one.validationHash().equals(other.validationHash())) {
      fields.add("validation");
      differs = true;
    }
    return differs;
  }

  private static boolean sameFiles(Manifest.Generator one, Manifest.Generator other) {
    if (!one.files().keySet().equals(other.files().keySet())) {
      return false;
    }
    for (Map.Entry<String, Manifest.File> file : one.files().entrySet()) {
      Manifest.File peer = other.files().get(file.getKey());
      if (peer == null
          || file.getValue().secret() != peer.secret()
          || file.getValue().deploy() != peer.deploy()
          || !file.getValue().neededFor().equals(peer.neededFor())) {
        return false;
      }
    }
    return true;
  }
}
