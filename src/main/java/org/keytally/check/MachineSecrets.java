package org.keytally.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.keytally.clan.Fleet;
import org.keytally.clan.Placement;
import org.keytally.clan.Secret;

/** The private keys of machines, by their names in {@code sops/secrets} (clan-repository 5). */
final class MachineSecrets {

  private static final String SUFFIX = "-age.key";

  private MachineSecrets() {}

  /** A secret that holds the private key of a machine. */
  record PrivateKey(String machine, Secret secret) {}

  /** Those of a fleet, in its order. */
  static List<PrivateKey> of(Fleet fleet) {
    List<PrivateKey> keys = new ArrayList<>();
    for (Secret secret : fleet.secrets()) {
      if (secret.placement() instanceof Placement.PlainSecret plain
          && plain.name().endsWith(SUFFIX)
          && plain.name().length() > SUFFIX.length()) {
        String machine = plain.name().substring(0, plain.name().length() - SUFFIX.length());
        keys.add(new PrivateKey(machine, secret));
      }
    }
    return Collections.unmodifiableList(keys);
  }

  /** The name of the secret that holds a machine's private key. */
  static String nameFor(String machine) {
    return machine + SUFFIX;
  }
}
