package org.keytally.check;

import org.keytally.clan.AgeStore;
import org.keytally.config.Severity;

/** A file of the age backend has another number of readers than is said of it. */
final class AgeListWrong extends Rule {

  AgeListWrong() {
    super(
        "age-list-wrong",
        Severity.ERROR,
        "A file of the age backend has another number of readers than is said of it.",
        "AGE-04");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (AgeStore.SealedVar var : evidence.fleet().ageStore().vars().values()) {
      compare(Subjects.of(var.placement()), var.file(), findings);
    }
    for (AgeStore.MachineKey machine : evidence.fleet().ageStore().machines().values()) {
      if (machine.privateKey().isPresent()) {
        compare(AgeStores.subject(machine), machine.privateKey().get(), findings);
      }
    }
    if (evidence.completeness().isEmpty()) {
      return;
    }
    for (DeclaredVar var : AgeStores.vars(evidence.completeness().get())) {
      AgeStore.SealedVar sealed = evidence.fleet().ageStore().vars().get(var.path());
      if (sealed != null
          && !AgeStores.isListed(var)
          && sealed.file().recipients().isEmpty()
          && sealed.file().stanzas() > 1) {
        findings
            .about(Subjects.of(var.placement()))
            .at(var.path())
            .from(EvidenceKind.MANIFEST)
            .fix("Find out who else reads it, then generate the value anew.")
            .add(
                "It is one machine's alone, but encrypted to "
                    + sealed.file().stanzas()
                    + " recipients.");
      }
    }
  }

  private static void compare(Subject subject, AgeStore.Sealed file, Findings findings) {
    if (file.recipients().isEmpty() || file.stanzas() == 0) {
      return;
    }
    int listed = file.recipients().get().size();
    if (listed != file.stanzas()) {
      findings
          .about(subject)
          .at(file.listPath())
          .fix("clan vars fix, with a private key that opens the file")
          .add(
              "The list names "
                  + Wording.count(listed, "recipient")
                  + " but the file is encrypted to "
                  + file.stanzas()
                  + ": what the list says is not who reads the value.");
    }
  }
}
