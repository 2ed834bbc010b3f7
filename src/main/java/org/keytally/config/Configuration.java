package org.keytally.config;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code .keytally.yaml} says. {@link #DEFAULT} stands where there is no file.
 *
 * @param clanDirectory relative to the repository root, empty text for the root; absent: to be
 *     found
 * @param manifest path of the vars manifest relative to the repository root
 * @param people by name
 * @param machines names of machines that only Nix code declares
 * @param externalAnchors anchors of recovery and service keys, which belong to no person or machine
 * @param severities by rule name, for rules whose default does not suit
 * @param exclude paths that are not looked at, as gitignore-like globs with {@code *}, {@code **},
 *     {@code ?}
 * @param accepted findings that somebody has accepted
 */
public record Configuration(
    Optional<String> clanDirectory,
    Optional<String> manifest,
    Map<String, Person> people,
    Set<String> machines,
    Set<String> externalAnchors,
    Map<String, Severity> severities,
    List<String> exclude,
    List<Accepted> accepted) {

  /** What holds without a configuration file. */
  public static final Configuration DEFAULT =
      new Configuration(
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Set.of(),
          Set.of(),
          Map.of(),
          List.of(),
          List.of());

  public Configuration {
    people = Map.copyOf(people);
    machines = Set.copyOf(machines);
    externalAnchors = Set.copyOf(externalAnchors);
    severities = Map.copyOf(severities);
    exclude = List.copyOf(exclude);
    accepted = List.copyOf(accepted);
  }

  /**
   * One person and the names that person goes by.
   *
   * @param users clan users; several are aliases of one person and may share a key
   * @param anchors of {@code .sops.yaml}
   * @param bitwarden name of the vault's item
   * @param ssh the person's declared ssh public key
   * @param line in {@code .keytally.yaml}, from 1
   */
  public record Person(
      String name,
      List<String> users,
      List<String> anchors,
      Optional<String> bitwarden,
      Optional<String> ssh,
      int line) {

    public Person {
      users = List.copyOf(users);
      anchors = List.copyOf(anchors);
    }
  }

  /**
   * A finding that is known and borne for a while.
   *
   * @param fingerprint as reports print it
   * @param expires the last day on which it is accepted
   * @param line in {@code .keytally.yaml}, from 1
   */
  public record Accepted(
      String rule, String fingerprint, String reason, LocalDate expires, int line) {}
}
