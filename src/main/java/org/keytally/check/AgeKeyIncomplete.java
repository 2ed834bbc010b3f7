package org.keytally.check;

import java.util.Optional;
import org.keytally.clan.AgeStore;
import org.keytally.config.Severity;

/** A machine of the age backend has half a key pair. */
final class AgeKeyIncomplete extends Rule {

  AgeKeyIncomplete() {
    super(
        "age-key-incomplete",
        Severity.ERROR,
        "A machine of the age backend lacks one half of its key pair.",
        "AGE-05");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (AgeStore.MachineKey machine : evidence.fleet().ageStore().machines().values()) {
      Optional<String> wrong = problem(machine);
      if (wrong.isPresent()) {
        findings
            .about(AgeStores.subject(machine))
            .at(machine.folder())
            .fix(
                "Restore the file from history; if it is lost, delete the folder and run clan vars"
                    + " generate "
                    + Wording.quote(machine.machine()))
            .add("Machine " + machine.machine() + ' ' + wrong.get() + '.');
      }
    }
  }

  private static Optional<String> problem(AgeStore.MachineKey machine) {
    if (machine.publicKey().isEmpty()) {
      return Optional.of(
          "has a private key but no public one in pub: nothing can be encrypted to it");
    }
    if (machine.privateKey().isEmpty()) {
      return Optional.of(
          "has a public key but no private one in key.age: it cannot be installed, and what is"
              + " encrypted to it alone is lost with it");
    }
    return AgeStores.isKey(machine.publicKey().get())
        ? Optional.empty()
        : Optional.of("has no valid key in pub: nothing can be encrypted to it");
  }
}
