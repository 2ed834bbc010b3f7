package org.keytally.clan;

/** Where a secret or var belongs (clan-repository 1.2). */
public sealed interface Placement {

  /** {@code sops/secrets/NAME}. */
  record PlainSecret(String name) implements Placement {}

  /** {@code vars/per-machine/MACHINE/GENERATOR/FILE}. */
  record PerMachine(String machine, String generator, String file) implements Placement {}

  /** {@code vars/shared/GENERATOR/FILE}. */
  record Shared(String generator, String file) implements Placement {}

  /** {@code vars/per-export/SCOPE/GENERATOR/FILE}. */
  record PerExport(String scope, String generator, String file) implements Placement {}
}
