package org.keytally.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keytally.source.DerivedIdentity;
import org.keytally.source.Environment;
import org.keytally.source.KeyFile;
import org.keytally.source.KeyFileUpdate;
import org.keytally.source.WorkstationReader;

/** What a rotation does to the key file of this workstation. */
final class KeyFileChange {

  private final Environment environment;
  private final Path file;

  private KeyFileChange(Environment environment, Path file) {
    this.environment = environment;
    this.file = file;
  }

  /**
   * For the file that is named, else the one in force.
   *
   * @return absent where there is no place for one
   */
  static Optional<KeyFileChange> of(Environment environment, Optional<Path> named) {
    try {
      return Optional.of(
          new KeyFileChange(
              environment,
              named.isPresent() ? named.get().toAbsolutePath() : KeyFileUpdate.place(environment)));
    } catch (IOException e) {
      // Who has no home has no key file either.
      return Optional.empty();
    }
  }

  String shown() {
    return environment.shown(file);
  }

  /** Whether the file has the private key of one of these. */
  boolean holds(Set<String> recipients) {
    for (KeyFile read : new WorkstationReader(environment).read(file.toString()).keyFiles()) {
      for (String recipient : recipients) {
        if (read.holds(recipient)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Puts an identity beside those that are there. */
  RotationPlan.Outside adding(DerivedIdentity identity, boolean generated) {
    return new RotationPlan.Outside(
        List.of(
            generated
                ? "write a new identity into " + shown() + " (0600)"
                : "write the identity of " + identity.recipient() + " into " + shown() + " (0600)"),
        () -> carryOut(List.of(identity), Set.of()));
  }

  /** Takes identities out; the dated backup keeps them. */
  RotationPlan.Outside dropping(Set<String> recipients) {
    List<String> steps = new ArrayList<>();
    for (String recipient : recipients) {
      steps.add(
          "take the identity of "
              + recipient
              + " out of "
              + shown()
              + "; a dated backup beside it keeps it");
    }
    return new RotationPlan.Outside(steps, () -> carryOut(List.of(), recipients));
  }

  private List<String> carryOut(List<DerivedIdentity> wanted, Set<String> unwanted)
      throws IOException {
    try (KeyFileUpdate update = KeyFileUpdate.plan(environment, file, wanted, unwanted)) {
      Optional<Path> backup = update.apply();
      return backup.isPresent()
          ? List.of(shown() + " is changed; as it was before: " + environment.shown(backup.get()))
          : List.of();
    }
  }
}
