package org.keytally.check;

import java.util.List;
import org.keytally.config.ConfigurationException;

/**
 * What rules may know of the change that made a state.
 *
 * @param access what it does to access
 * @param configuration what is wrong with the {@code .keytally.yaml} that it proposes, where
 *     another one is in force
 * @param conflicts paths that could not be merged, sorted
 */
public record Change(
    AccessChange access,
    List<ConfigurationException.Problem> configuration,
    List<String> conflicts) {

  public Change {
    configuration = List.copyOf(configuration);
    conflicts = List.copyOf(conflicts);
  }
}
