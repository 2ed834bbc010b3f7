package org.keytally.clan;

import java.util.List;
import java.util.Optional;

/**
 * What {@code inventory.json} tells (clan-repository 3.1).
 *
 * @param services that it has "services", which only releases up to 25.11 know
 * @param problems all others
 */
record Inventory(List<Machine> machines, Optional<Problem> services, List<Problem> problems) {

  /** As good as no file. */
  static final Inventory NONE = new Inventory(List.of(), Optional.empty(), List.of());

  /**
   * A machine that the inventory declares.
   *
   * @param line from 1
   */
  record Machine(String name, int line) {}
}
