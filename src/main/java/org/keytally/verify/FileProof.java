package org.keytally.verify;

import java.util.List;
import java.util.Optional;
import org.keytally.age.Recipient;

/**
 * What could be proven of one encrypted file. Holds nothing of what the file holds.
 *
 * @param obstacle why the file was not opened; absent where it was
 * @param defects values and MACs that do not authenticate under the data key; none if it is sound
 * @param shutOut recipients that hold another data key than the one in use, or none at all,
 *     although the file lists them; only those whose identity is at hand
 * @param identities public keys of the age identities that the value holds; absent where the file
 *     is not the private key of a machine, or was not opened
 */
public record FileProof(
    Optional<Obstacle> obstacle,
    List<Defect> defects,
    List<ShutOut> shutOut,
    Optional<List<Recipient>> identities) {

  public FileProof {
    defects = List.copyOf(defects);
    shutOut = List.copyOf(shutOut);
    identities = identities.map(List::copyOf);
  }

  /**
   * Something that does not hold.
   *
   * @param field where, such as {@code db.password}; absent where it is the whole file
   * @param reason a clause that holds no value
   */
  public record Defect(Optional<String> field, String reason) {}

  /**
   * A recipient that cannot read the values although the file lists it.
   *
   * @param recipient as the file spells it
   * @param otherKey whether a data key was wrapped for it, but not that of the values; else what
   *     was wrapped does not open with its identity
   */
  public record ShutOut(String recipient, boolean otherKey) {}

  /** Whether an identity opened the file. */
  public boolean opened() {
    return obstacle.isEmpty();
  }

  static FileProof unopened(Obstacle obstacle) {
    return new FileProof(Optional.of(obstacle), List.of(), List.of(), Optional.empty());
  }

  static FileProof unopened(Obstacle obstacle, Defect defect) {
    return new FileProof(Optional.of(obstacle), List.of(defect), List.of(), Optional.empty());
  }
}
