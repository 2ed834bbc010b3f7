package org.keytally.clan;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the age backend keeps in a tree (clan-repository 7.2). Immutable.
 *
 * @param machines that have a folder below {@code secrets/age-keys/machines}, by name
 * @param vars the encrypted vars below {@code secrets/clan-vars}, by path
 */
public record AgeStore(SortedMap<String, MachineKey> machines, SortedMap<String, SealedVar> vars) {

  /** Where encrypted vars are, relative to the clan directory. */
  static final String VARS = "secrets/clan-vars/";

  /** Where keys of machines are, relative to the clan directory. */
  static final String MACHINES = "secrets/age-keys/machines/";

  /** Of a fleet that does not use it. */
  public static final AgeStore EMPTY = new AgeStore(new TreeMap<>(), new TreeMap<>());

  public AgeStore {
    machines = Collections.unmodifiableSortedMap(new TreeMap<>(machines));
    vars = Collections.unmodifiableSortedMap(new TreeMap<>(vars));
  }

  /** Where a var belongs, relative to the clan directory. */
  public static String path(Placement.Var placement) {
    String name = placement.file().substring(placement.file().lastIndexOf('/') + 1);
    return VARS + placement.folder() + '/' + name + ".age";
  }

  /**
   * The key pair of a machine.
   *
   * @param folder relative to the repository root
   * @param publicKey what {@code pub} holds, blanks around it taken off; absent without the file
   * @param privateKey {@code key.age}, absent without the file
   */
  public record MachineKey(
      String machine, String folder, Optional<String> publicKey, Optional<Sealed> privateKey) {}

  /** An encrypted var. */
  public record SealedVar(Placement.Var placement, Sealed file) {}

  /**
   * An age file and what is said of it. Most recipients are anonymous, so the list beside it is the
   * only statement of who reads it.
   *
   * @param path relative to the repository root
   * @param stanzas how many recipients it has; 0 if it is no age file
   * @param problem why it is no age file, a clause; absent where it is one
   * @param recipients the lines of {@code FILE.recipients}, sorted; absent without that file
   */
  public record Sealed(
      String path, int stanzas, Optional<String> problem, Optional<List<String>> recipients) {

    public Sealed {
      recipients = recipients.map(List::copyOf);
    }

    /** Where the list of its recipients stands. */
    public String listPath() {
      return path + LIST;
    }
  }

  /** What the list of recipients of a file is called after it. */
  static final String LIST = ".recipients";
}
