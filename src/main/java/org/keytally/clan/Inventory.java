package org.keytally.clan;

import java.util.List;

/** What {@code inventory.json} tells of machines (clan-repository 3.1). */
record Inventory(List<Machine> machines, List<Problem> problems) {

  /** As good as no file. */
  static final Inventory NONE = new Inventory(List.of(), List.of());

  /**
   * A machine that the inventory declares.
   *
   * @param line from 1
   */
  record Machine(String name, int line) {}
}
