package org.keytally.check;

import java.util.List;
import java.util.Map;
import org.keytally.clan.MemberKind;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** A var is encrypted to a whole group that no link names. */
final class GroupLinkMissing extends Rule {

  GroupLinkMissing() {
    super(
        "group-link-missing",
        Severity.WARNING,
        "A var is encrypted to a whole group that no link names.",
        "VAR-22");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Map.Entry<String, List<Secret>> entry : evidence.drift().withoutGroupLink().entrySet()) {
      findings
          .about(Subjects.member(MemberKind.GROUPS, entry.getKey()))
          .in(Subjects.paths(entry.getValue()))
          .fix("keytally repair --only group-link-missing, or: clan vars fix")
          .add(
              "Group "
                  + entry.getKey()
                  + " decrypts "
                  + Wording.count(entry.getValue().size(), "var")
                  + " without a link; the next `clan secrets key update` takes that access away.");
    }
  }
}
