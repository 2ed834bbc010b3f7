package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import org.keytally.config.Severity;

/** Nobody is to read the secrets of a machine of the age backend. */
final class AgeRecipientsUnset extends Rule {

  AgeRecipientsUnset() {
    super(
        "age-recipients-unset",
        Severity.ERROR,
        "Nix names nobody who reads the secrets of a machine that keeps them with age.",
        "AGE-06");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty()) {
      return;
    }
    List<String> machines = new ArrayList<>();
    for (String machine : AgeStores.machines(evidence.declared().get().manifest())) {
      if (evidence.declared().get().manifest().recipientsOf(machine).isEmpty()) {
        machines.add(machine);
      }
    }
    if (!machines.isEmpty()) {
      Manifests.about(
              new Subject(Subject.Type.REPOSITORY, DeclaredVar.AGE),
              evidence.declared().get(),
              findings)
          .fix("Set clan.vars.settings.recipients.default, or .hosts, in the flake.")
          .add(
              "Nix names no recipients for "
                  + Wording.list(machines)
                  + ": every command that touches "
                  + Wording.agree(machines.size(), "its", "their")
                  + " secrets refuses.");
    }
  }
}
