package org.keytally.sops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a sops file tells without any key: who can read it, and whether its envelope is whole. Small
 * on purpose: a fleet holds one for each of its secrets, so wrapped keys and values are not kept.
 *
 * @param groups key groups in file order; one for nearly all files, none where nothing can be read
 * @param shamirThreshold as written, 0 where absent
 * @param ciphertext checksum of all encrypted values in order, 32 hexadecimal digits, equal exactly
 *     where no value was encrypted again; empty where there is no encrypted value
 * @param problems what is wrong with the file, in file order
 */
public record SopsFile(
    Format format,
    List<List<MasterKey>> groups,
    int shamirThreshold,
    Optional<String> version,
    Optional<String> lastModified,
    Optional<String> ciphertext,
    List<SopsProblem> problems) {

  public SopsFile {
    groups = copyOf(groups);
    problems = List.copyOf(problems);
  }

  /** The keys of all groups in file order. */
  public List<MasterKey> keys() {
    if (groups.size() == 1) {
      return groups.get(0);
    }
    List<MasterKey> all = new ArrayList<>();
    for (List<MasterKey> group : groups) {
      all.addAll(group);
    }
    return List.copyOf(all);
  }

  private static List<List<MasterKey>> copyOf(List<List<MasterKey>> groups) {
    if (groups.size() == 1) {
      return List.of(List.copyOf(groups.get(0)));
    }
    List<List<MasterKey>> copies = new ArrayList<>(groups.size());
    for (List<MasterKey> group : groups) {
      copies.add(List.copyOf(group));
    }
    return List.copyOf(copies);
  }
}
