package org.keytally.check;

import java.util.Set;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.PublishedKey;
import org.keytally.config.Severity;

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
    Set<String> used = evidence.sopsFiles().recipients();
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
