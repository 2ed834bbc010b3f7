package org.keytally.check;

import org.keytally.clan.AgeStore;
import org.keytally.config.Severity;

/** What should be an age file is none. */
final class AgeFileMalformed extends Rule {

  AgeFileMalformed() {
    super(
        "age-file-malformed",
        Severity.ERROR,
        "A file of the age backend is no age file.",
        "AGE-01",
        "AGE-05");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (AgeStore.SealedVar var : evidence.fleet().ageStore().vars().values()) {
      report(Subjects.of(var.placement()), var.file(), findings);
    }
    for (AgeStore.MachineKey machine : evidence.fleet().ageStore().machines().values()) {
      if (machine.privateKey().isPresent()) {
        report(AgeStores.subject(machine), machine.privateKey().get(), findings);
      }
    }
  }

  private static void report(Subject subject, AgeStore.Sealed file, Findings findings) {
    if (file.problem().isPresent()) {
      findings
          .about(subject)
          .at(file.path())
          .fix(
              "If it holds a value in clear, replace that value at its source; then restore the file"
                  + " from history or generate it anew.")
          .add(
              "This is no age file ("
                  + file.problem().get()
                  + "): nobody can decrypt it, and what it holds may be in clear.");
    }
  }
}
