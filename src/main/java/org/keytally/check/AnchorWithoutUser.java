package org.keytally.check;

import org.keytally.clan.Owners;
import org.keytally.config.Severity;

/** A person's anchor has no clan user. */
final class AnchorWithoutUser extends Rule {

  AnchorWithoutUser() {
    super("anchor-without-user", Severity.WARNING, "A person's anchor has no clan user.", "COR-03");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.fleet().users().isEmpty()) {
      return;
    }
    for (Owners.OwnedAnchor owned : evidence.owners().anchors()) {
      String person = owned.person().orElse("");
      if (!person.isEmpty() && Persons.users(evidence, person).isEmpty()) {
        findings
            .about(new Subject(Subject.Type.ANCHOR, owned.anchor().name(), owned.person()))
            .at(owned.file(), owned.anchor().line())
            .fix(
                "clan secrets users add "
                    + Wording.quote(person)
                    + " --age-key "
                    + owned.anchor().value()
                    + "; or list the anchor under `external:` in .keytally.yaml")
            .add(
                "The anchor &"
                    + owned.anchor().name()
                    + " names "
                    + person
                    + ", who is no clan user: "
                    + person
                    + " reads files under .sops.yaml but no clan secret.");
      }
    }
  }
}
