package org.keytally.check;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.Manifest;

/** What all machines declare under the name of one generator. */
final class VarDeclarations {

  private VarDeclarations() {}

  /** The generators that the manifest declares for machines: by name, then by machine. */
  static SortedMap<String, SortedMap<String, Manifest.Generator>> byName(Manifest manifest) {
    SortedMap<String, SortedMap<String, Manifest.Generator>> all = new TreeMap<>();
    for (Map.Entry<String, Manifest.Machine> machine : manifest.machines().entrySet()) {
      for (Map.Entry<String, Manifest.Generator> generator :
          machine.getValue().generators().entrySet()) {
        SortedMap<String, Manifest.Generator> byMachine = all.get(generator.getKey());
        if (byMachine == null) {
          byMachine = new TreeMap<>();
          all.put(generator.getKey(), byMachine);
        }
        byMachine.put(machine.getKey(), generator.getValue());
      }
    }
    return all;
  }
}
