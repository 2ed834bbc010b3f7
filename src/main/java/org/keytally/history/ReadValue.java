package org.keytally.history;

import java.util.List;
import java.util.Optional;
import org.keytally.git.Commit;

/**
 * An encrypted file that a key could read.
 *
 * @param path today; for {@link State#DELETED} where it last was
 * @param formerPaths where else the same value stood while the key could read it
 * @param from the commit that first let the key read it; absent for what is not committed yet
 * @param lost the commit that last took the key away from it; absent where it was not, or where the
 *     history does not tell
 * @param changed the commit since which the value is what it is today, where that is later; absent
 *     for what is not committed yet
 */
public record ReadValue(
    String path,
    List<String> formerPaths,
    State state,
    Optional<Commit> from,
    Optional<Commit> lost,
    Optional<Commit> changed) {

  public ReadValue {
    formerPaths = List.copyOf(formerPaths);
  }

  /**
   * The machine whose private key the value is, by clan's convention for its name: whoever has it
   * can read all that the machine reads.
   */
  public Optional<String> machineKey() {
    String end = "-age.key/secret";
    String home = "sops/secrets/";
    int at = ('/' + path).lastIndexOf('/' + home);
    return at >= 0 && path.endsWith(end) && path.length() > at + home.length() + end.length()
        ? Optional.of(path.substring(at + home.length(), path.length() - end.length()))
        : Optional.empty();
  }

  /** What became of it, worst first. */
  public enum State {
    /** The key is no recipient, but the encrypted value is the one that it could open. */
    UNCHANGED,
    /** The value was encrypted again, with a data key that the key could open. */
    EDITED,
    /**
     * It was encrypted again while its recipients changed and all was wrapped anew, in one commit:
     * the files cannot tell whether the data key is new.
     */
    UNCERTAIN,
    /** The key is a recipient today. */
    READS,
    /** It was encrypted again with another data key. */
    CHANGED,
    /** The repository does not hold it any more. */
    DELETED
  }
}
