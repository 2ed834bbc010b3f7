package org.keytally.check;

import java.util.List;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Owners;
import org.keytally.config.Severity;

/** A person has one key in clan and another in .sops.yaml. */
final class UserAnchorMismatch extends Rule {

  UserAnchorMismatch() {
    super(
        "user-anchor-mismatch",
        Severity.ERROR,
        "A person has one key in clan and another in .sops.yaml.",
        "COR-01");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Owners.OwnedAnchor owned : evidence.owners().anchors()) {
      String person = owned.person().orElse("");
      List<KeyHolder> users = Persons.users(evidence, person);
      if (users.isEmpty()
          || !Persons.haveKeys(users)
          || Persons.anyHas(users, owned.anchor().value())) {
        continue;
      }
      findings
          .about(new Subject(Subject.Type.ANCHOR, owned.anchor().name(), owned.person()))
          .at(owned.file(), owned.anchor().line())
          .fix(Wording.sentence(remedy(person)))
          .add(
              "The anchor &"
                  + owned.anchor().name()
                  + " of "
                  + person
                  + " is not the key in "
                  + users.get(0).keyFile()
                  + ": clan secrets and files under .sops.yaml open with different keys.");
    }
  }

  /** A clause for whoever knows which of the two keys is right. */
  static String remedy(String person) {
    return "if the registered key is right: keytally repair --only user-anchor-mismatch; if the"
        + " anchor's: keytally rotate user "
        + Wording.quote(person);
  }
}
