package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** The inventory that clan edits is not the one that Nix reads. */
final class InventoryElsewhere extends Rule {

  InventoryElsewhere() {
    super(
        "inventory-elsewhere",
        Severity.WARNING,
        "The inventory that clan edits is not the one that Nix reads.",
        "MAC-11");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty()
        || evidence.declared().get().manifest().clanDirectory().isEmpty()) {
      return; // Something else may be called inventory.json.
    }
    for (Problems.Located located : evidence.problems().of(Problem.Kind.INVENTORY_ELSEWHERE)) {
      findings
          .about(located.subject())
          .at(located.problem().path())
          .from(EvidenceKind.MANIFEST)
          .fix("Move what it says into the inventory.json of the clan directory.")
          .add(
              "clan writes its changes here, but "
                  + located.problem().message()
                  + ": the changes have no effect.");
    }
  }
}
