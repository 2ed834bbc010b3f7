package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.config.Severity;

/** A secret that Nix declares is not in the password store. */
final class StoreEntryMissing extends Rule {

  StoreEntryMissing() {
    super(
        "store-entry-missing",
        Severity.ERROR,
        "A secret that Nix declares is not in the password store.",
        "PST-01");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.completeness().isEmpty()) {
      return;
    }
    Map<String, List<DeclaredVar>> byGenerator = new TreeMap<>();
    for (DeclaredVar var : evidence.completeness().get().vars()) {
      if (var.isInPasswordStore() && var.state() == DeclaredVar.State.MISSING) {
        Grouping.add(byGenerator, var.generator().generator(), var);
      }
    }
    for (Map.Entry<String, List<DeclaredVar>> entry : byGenerator.entrySet()) {
      Set<String> files = new TreeSet<>();
      for (DeclaredVar var : entry.getValue()) {
        files.add(var.placement().file());
      }
      PasswordStores.about(Generators.subject(entry.getKey()), findings)
          .fix(
              "Fetch the newest state of the store; if it is not there either: clan vars generate"
                  + Generators.arguments(entry.getValue()))
          .add(
              "The password store lacks "
                  + Wording.list(new ArrayList<>(files))
                  + " of generator "
                  + entry.getKey()
                  + " ("
                  + Generators.places(entry.getValue())
                  + "): the next deployment from here runs it anew and replaces all of its values.");
    }
  }
}
