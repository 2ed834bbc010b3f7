package org.keytally.check;

import java.util.List;
import java.util.Map;
import org.keytally.clan.MemberKind;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** A member is linked to a secret that its key cannot decrypt. */
final class RecipientMissing extends Rule {

  RecipientMissing() {
    super(
        "recipient-missing",
        Severity.ERROR,
        "A member is linked to a secret that its key cannot decrypt.",
        "SEC-07",
        "GIT-04",
        "VAR-31");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Map.Entry<Drift.Holder, List<Secret>> entry : evidence.drift().missing().entrySet()) {
      Drift.Holder holder = entry.getKey();
      int number = entry.getValue().size();
      findings
          .about(Subjects.member(holder.kind(), holder.name()))
          .in(Subjects.paths(entry.getValue()))
          .fix("keytally repair --only recipient-missing")
          .add(
              (holder.kind() == MemberKind.MACHINES ? "Machine " : "User ")
                  + holder.name()
                  + " is linked to "
                  + Wording.count(number, "secret")
                  + " but cannot decrypt "
                  + Wording.agree(number, "it", "them")
                  + ": the current key is not among the recipients.");
    }
  }
}
