package org.keytally.history;

import java.util.List;
import java.util.Optional;
import org.keytally.git.Commit;

/**
 * What one key could ever read.
 *
 * @param recipient in full
 * @param owner whose it is, or was, as {@link org.keytally.clan.Owners#describe} spells it; absent
 *     where no key file or anchor ever named it
 * @param registered whether a user, machine or anchor has it today
 * @param departed the commit with which the last key file or anchor gave it up; absent where it is
 *     registered or never was
 * @param disclosed where its private half stood in clear, in any commit
 * @param values worst first, then in the order in which the key lost them
 */
public record KeyExposure(
    String recipient,
    Optional<String> owner,
    boolean registered,
    Optional<Commit> departed,
    Optional<String> disclosed,
    List<ReadValue> values) {

  public KeyExposure {
    values = List.copyOf(values);
  }

  /** How many values are in this state. */
  public int count(ReadValue.State state) {
    int count = 0;
    for (ReadValue value : values) {
      if (value.state() == state) {
        count++;
      }
    }
    return count;
  }

  /**
   * The values that whoever has the key knows or can decrypt although it is no recipient any more,
   * and with a key that was disclosed those it still is a recipient of.
   */
  public List<ReadValue> toReplace() {
    return values.stream()
        .filter(
            value ->
                switch (value.state()) {
                  case UNCHANGED, EDITED -> true;
                  case READS -> disclosed.isPresent();
                  case UNCERTAIN, CHANGED, DELETED -> false;
                })
        .toList();
  }
}
