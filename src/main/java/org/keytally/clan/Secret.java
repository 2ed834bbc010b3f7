package org.keytally.clan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.sops.SopsFile;

/**
 * A folder that holds, or should hold, an encrypted value together with the links that say who
 * reads it.
 *
 * @param directory path of the folder
 * @param contents what {@code secret} tells; absent where there is no such file or it cannot be
 *     read
 * @param hasValue whether a clear {@code value} stands beside it
 * @param problems of the folder
 */
public record Secret(
    Placement placement,
    String directory,
    Optional<SopsFile> contents,
    boolean hasValue,
    List<MemberLink> users,
    List<MemberLink> machines,
    List<MemberLink> groups,
    List<Problem> problems) {

  public Secret {
    users = List.copyOf(users);
    machines = List.copyOf(machines);
    groups = List.copyOf(groups);
    problems = List.copyOf(problems);
  }

  /** All entries of the member folders: machines, users, groups. */
  public List<MemberLink> links() {
    List<MemberLink> all = new ArrayList<>(machines);
    all.addAll(users);
    all.addAll(groups);
    return all;
  }

  /** The path of the encrypted file, whether it exists or not. */
  public String path() {
    return directory + "/secret";
  }
}
