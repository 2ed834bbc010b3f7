package org.keytally.verify;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.source.IdentityProblem;

/**
 * What the identities at hand prove of a fleet. Immutable.
 *
 * @param files every file that sops encrypted, by path from the repository root
 * @param identities how many identities there were
 * @param problems why sources of identities gave none
 */
public record FleetProof(
    SortedMap<String, FileProof> files, int identities, List<IdentityProblem> problems) {

  public FleetProof {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    problems = List.copyOf(problems);
  }

  /** How many files were opened. */
  public int opened() {
    int opened = 0;
    for (FileProof file : files.values()) {
      opened += file.opened() ? 1 : 0;
    }
    return opened;
  }

  /** How many files were not opened for this reason. */
  public int count(Obstacle obstacle) {
    int count = 0;
    for (FileProof file : files.values()) {
      count += file.obstacle().isPresent() && file.obstacle().get() == obstacle ? 1 : 0;
    }
    return count;
  }
}
