package org.keytally.check;

import org.keytally.clan.MemberKind;
import org.keytally.clan.MemberLink;
import org.keytally.clan.Placement;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** A var of one machine is readable by another machine. */
final class VarOverexposed extends Rule {

  VarOverexposed() {
    super(
        "var-overexposed",
        Severity.ERROR,
        "A var of one machine is readable by another machine.",
        "VAR-20");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Secret secret : evidence.fleet().secrets()) {
      if (!(secret.placement() instanceof Placement.PerMachine var)) {
        continue;
      }
      for (MemberLink link : secret.machines()) {
        String member = link.member().orElse(link.name());
        if (link.isFollowed() && !member.equals(var.machine())) {
          findings
              .about(Subjects.member(MemberKind.MACHINES, member))
              .at(link.path())
              .fix("keytally repair --only var-overexposed")
              .add(
                  "Machine "
                      + member
                      + " reads "
                      + var.generator()
                      + '/'
                      + var.file()
                      + ", a secret of machine "
                      + var.machine()
                      + '.');
        }
      }
    }
  }
}
