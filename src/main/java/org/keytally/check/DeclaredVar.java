package org.keytally.check;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.keytally.clan.GeneratorId;
import org.keytally.clan.Manifest;
import org.keytally.clan.Placement;
import org.keytally.clan.Secret;

/**
 * A file of a generator that Nix declares, and how the tree has it.
 *
 * @param generator the node of the generator graph that makes it
 * @param directory where its folder belongs, relative to the repository root
 * @param path of the file that should hold it, relative to the repository root; in a password store
 *     the name of the entry
 * @param file as the first machine declares it
 * @param store that keeps it if it is secret: {@code sops}, {@code password-store}, {@code age} or
 *     {@code custom}
 * @param prompt whether it only keeps the answer to a prompt
 * @param state whether it is there
 * @param secret the folder with members; absent where there is none
 * @param machines that declare it; of a flake-level file those it is deployed to
 * @param unlinked machines with a key that it is deployed to and that no link makes readers
 * @param undecryptable machines with a key that it is deployed to, whose link is broken or whose
 *     key is not among the recipients
 * @param unkeyed machines without a key that it is deployed to
 * @param exposedTo machines with a link that it is not deployed to
 * @param groupsWithoutAccess default groups that are not linked and not all of whose keys are
 *     recipients
 */
public record DeclaredVar(
    GeneratorId generator,
    Placement.Var placement,
    String directory,
    String path,
    Manifest.File file,
    String store,
    boolean prompt,
    State state,
    Optional<Secret> secret,
    SortedSet<String> machines,
    List<String> unlinked,
    List<String> undecryptable,
    List<String> unkeyed,
    List<Exposure> exposedTo,
    List<String> groupsWithoutAccess) {

  static final String SOPS = "sops";
  static final String AGE = "age";
  static final String PASSWORD_STORE = "password-store";

  public DeclaredVar {
    unlinked = List.copyOf(unlinked);
    undecryptable = List.copyOf(undecryptable);
    unkeyed = List.copyOf(unkeyed);
    exposedTo = List.copyOf(exposedTo);
    groupsWithoutAccess = List.copyOf(groupsWithoutAccess);
  }

  /** Whether a declared file is there. */
  public enum State {
    PRESENT,
    MISSING,
    /** Declared secret, but only a clear {@code value} is there (VAR-11). */
    IN_CLEAR,
    /** Declared public, but only {@code secret} is there (VAR-12). */
    ENCRYPTED,
    /** Kept where this run did not look. */
    NOT_CHECKED
  }

  /**
   * A machine that reads what it should not.
   *
   * @param link path of the link that grants it
   */
  public record Exposure(String machine, String link) {}

  /** Whether it is a secret that is kept outside the repository, in a password store. */
  public boolean isInPasswordStore() {
    return file.secret() && store.equals(PASSWORD_STORE);
  }

  /** Whether it is a secret that the age backend keeps. */
  public boolean isInAgeStore() {
    return file.secret() && store.equals(AGE);
  }
}
