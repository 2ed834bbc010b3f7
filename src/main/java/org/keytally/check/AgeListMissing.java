package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import org.keytally.clan.AgeStore;
import org.keytally.config.Severity;

/** No list says who reads a file of the age backend. */
final class AgeListMissing extends Rule {

  AgeListMissing() {
    super(
        "age-list-missing",
        Severity.WARNING,
        "No list says to whom a file of the age backend is encrypted.",
        "AGE-02");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    List<String> keys = new ArrayList<>();
    for (AgeStore.MachineKey machine : evidence.fleet().ageStore().machines().values()) {
      if (machine.privateKey().isPresent() && machine.privateKey().get().recipients().isEmpty()) {
        keys.add(machine.privateKey().get().path());
      }
    }
    if (!keys.isEmpty()) {
      report(keys, EvidenceKind.TREE, evidence, findings);
    }
    if (evidence.completeness().isEmpty()) {
      return;
    }
    List<String> vars = new ArrayList<>();
    for (DeclaredVar var : AgeStores.vars(evidence.completeness().get())) {
      AgeStore.SealedVar file = evidence.fleet().ageStore().vars().get(var.path());
      if (file != null && AgeStores.isListed(var) && file.file().recipients().isEmpty()) {
        vars.add(var.path());
      }
    }
    if (!vars.isEmpty()) {
      report(vars, EvidenceKind.MANIFEST, evidence, findings);
    }
  }

  private static void report(
      List<String> paths, EvidenceKind kind, Evidence evidence, Findings findings) {
    findings
        .about(Subjects.repository(evidence.fleet()))
        .in(paths)
        .from(kind)
        .fix("clan vars fix")
        .add(
            "No list of recipients stands beside "
                + Wording.count(
                    paths.size(), kind == EvidenceKind.TREE ? "private machine key" : "var")
                + ": nobody can tell who reads "
                + Wording.agree(paths.size(), "it", "them")
                + ", and clan encrypts "
                + Wording.agree(paths.size(), "it", "them")
                + " anew each time.");
  }
}
