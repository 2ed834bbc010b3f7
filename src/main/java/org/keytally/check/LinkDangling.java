package org.keytally.check;

import org.keytally.clan.MemberKind;
import org.keytally.clan.MemberLink;
import org.keytally.config.Severity;

/** A member link leads nowhere. */
final class LinkDangling extends Rule {

  LinkDangling() {
    super("link-dangling", Severity.WARNING, "A member link leads nowhere.", "SEC-11", "GRP-01");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Links.Alike alike : evidence.links().alike(MemberLink.State.DANGLING)) {
      int number = alike.links().size();
      findings
          .about(Subjects.member(alike.kind(), alike.name()))
          .in(alike.paths())
          .fix(
              isHalf(alike, evidence)
                  ? "Its private key is kept, so register the public one again: keytally repair --only"
                      + " machine-without-key"
                  : "keytally repair --only link-dangling")
          .add(
              Wording.count(number, "link")
                  + Wording.agree(number, " leads", " lead")
                  + " to the "
                  + alike.kind().singular()
                  + " "
                  + alike.name()
                  + ", which does not exist: clan skips "
                  + Wording.agree(number, "it", "them")
                  + ", so nobody reads through "
                  + Wording.agree(number, "it.", "them."));
    }
  }

  /** Whether it is a machine that is only half gone: links to it are still meant. */
  private static boolean isHalf(Links.Alike alike, Evidence evidence) {
    if (alike.kind() != MemberKind.MACHINES
        || !evidence.fleet().machines().declared().contains(alike.name())) {
      return false;
    }
    for (MachineSecrets.PrivateKey key : evidence.machineKeys()) {
      if (key.machine().equals(alike.name())) {
        return key.secret().contents().isPresent();
      }
    }
    return false;
  }
}
