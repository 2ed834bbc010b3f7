package org.keytally.check;

import java.util.HashSet;
import java.util.Set;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.PublishedKey;
import org.keytally.config.Severity;
import org.keytally.sops.MasterKey;

/** A machine key is a recipient of nothing. */
final class MachineWithoutSecrets extends Rule {

  MachineWithoutSecrets() {
    super(
        "machine-without-secrets",
        Severity.INFO,
        "A machine key is a recipient of nothing.",
        "MAC-14");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Set<String> used = new HashSet<>();
    for (SopsFiles.Located file : SopsFiles.of(evidence.fleet())) {
      for (MasterKey key : file.contents().keys()) {
        used.add(key.identifier());
      }
    }
    for (KeyHolder machine : evidence.fleet().keyedMachines().values()) {
      boolean reads =
          machine.keys().isEmpty() || evidence.drift().stale().containsKey(machine.name());
      for (PublishedKey key : machine.keys()) {
        reads |= used.contains(key.text());
      }
      if (!reads) {
        findings
            .about(Subjects.of(machine))
            .at(machine.keyFile())
            .fix(
                "Nothing, if the machine needs no secrets; else: clan vars fix "
                    + Wording.quote(machine.name()))
            .add("The key of machine " + machine.name() + " is a recipient of nothing.");
      }
    }
  }
}
