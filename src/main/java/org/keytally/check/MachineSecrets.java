package org.keytally.check;

import java.util.Optional;
import org.keytally.clan.Placement;
import org.keytally.clan.Secret;

/** The naming of machine private keys in {@code sops/secrets} (clan-repository 5). */
final class MachineSecrets {

  private static final String SUFFIX = "-age.key";

  private MachineSecrets() {}

  /** The name of the secret that holds a machine's private key. */
  static String nameFor(String machine) {
    return machine + SUFFIX;
  }

  /** The machine whose private key this secret holds, if it holds one. */
  static Optional<String> machineOf(Secret secret) {
    if (secret.placement() instanceof Placement.PlainSecret plain
        && plain.name().endsWith(SUFFIX)
        && plain.name().length() > SUFFIX.length()) {
      return Optional.of(plain.name().substring(0, plain.name().length() - SUFFIX.length()));
    }
    return Optional.empty();
  }
}
