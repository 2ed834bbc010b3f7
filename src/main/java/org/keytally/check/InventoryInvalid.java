package org.keytally.check;

import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** inventory.json cannot be used. */
final class InventoryInvalid extends Rule {

  InventoryInvalid() {
    super("inventory-invalid", Severity.ERROR, "inventory.json cannot be used.", "MAC-10");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located : evidence.problems().of(Problem.Kind.INVENTORY)) {
      findings
          .about(located.subject())
          .at(located.problem().path(), located.problem().line())
          .fix("Correct the file, or restore it from history.")
          .add("Nix refuses the inventory: " + located.problem().message() + '.');
    }
  }
}
