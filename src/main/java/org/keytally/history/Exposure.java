package org.keytally.history;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.git.Commit;
import org.keytally.git.HistoryExtent;

/**
 * What a history discloses to keys that were taken away, and to everybody who has a clone.
 *
 * @param tip the full id of the commit whose history it is
 * @param keys every key that ever was a recipient; most values to replace first
 * @param privateKeys that ever stood in clear
 * @param clearTexts contents that ever stood in clear where sops encrypts
 * @param userKeys all public keys that a user, person or anchor of this name ever had
 * @param machineKeys the same for machines
 */
public record Exposure(
    String tip,
    HistoryExtent extent,
    List<KeyExposure> keys,
    List<PrivateKeyInClear> privateKeys,
    List<ClearText> clearTexts,
    Map<String, Set<String>> userKeys,
    Map<String, Set<String>> machineKeys) {

  public Exposure {
    userKeys = Map.copyOf(userKeys);
    machineKeys = Map.copyOf(machineKeys);
    keys = List.copyOf(keys);
    privateKeys = List.copyOf(privateKeys);
    clearTexts = List.copyOf(clearTexts);
  }

  /**
   * A private key that stood in clear.
   *
   * @param line in the commit that brought it, from 1
   * @param what kind of key
   * @param key its public half, where that can be told, else {@code sha256:} and part of its digest
   * @param since the commit that brought it
   * @param until the commit that took it away; absent where it is still there
   */
  public record PrivateKeyInClear(
      String path, int line, String what, String key, Commit since, Optional<Commit> until) {}

  /**
   * A file that stood in clear although sops encrypts it at another time, or clan always.
   *
   * @param since the commit that brought the clear text
   * @param until the commit that took it away or encrypted it; absent where it is still there
   */
  public record ClearText(String path, Commit since, Optional<Commit> until) {}

  /** All public keys that a user, person or anchor of this name has or ever had. */
  public Set<String> keysOfUser(String name) {
    return userKeys.getOrDefault(name, Set.of());
  }

  /** All public keys that a machine of this name has or ever had. */
  public Set<String> keysOfMachine(String name) {
    return machineKeys.getOrDefault(name, Set.of());
  }

  /** The keys that are nobody's today, or that left values behind which must be replaced. */
  public List<KeyExposure> departed() {
    return keys.stream().filter(key -> !key.registered() || !key.toReplace().isEmpty()).toList();
  }
}
