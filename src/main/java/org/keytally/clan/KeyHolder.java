package org.keytally.clan;

import java.util.List;

/**
 * A user or machine: a folder below {@code sops/users} or {@code sops/machines}.
 *
 * @param kind {@link MemberKind#USERS} or {@link MemberKind#MACHINES}
 * @param keyFile path of key.json, whether it exists or not
 * @param keys what could be read of it, in file order, also keys that are malformed
 * @param problems of the key file
 */
public record KeyHolder(
    MemberKind kind, String name, String keyFile, List<PublishedKey> keys, List<Problem> problems) {

  public KeyHolder {
    keys = List.copyOf(keys);
    problems = List.copyOf(problems);
  }

  /** Whether one of the keys is exactly this text. */
  public boolean has(String recipient) {
    for (PublishedKey key : keys) {
      if (key.text().equals(recipient)) {
        return true;
      }
    }
    return false;
  }
}
