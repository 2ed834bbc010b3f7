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
 * @param rules by rule name, for rules whose default severity does not suit; whether there is such
 *     a rule is for the caller to say
 * @param exclude paths that are not looked at
 * @param accepted findings that somebody has accepted
 * @param vault where the keys of persons, hosts and services come from
 * @param testIdentities public keys whose private part may stand in the repository
 */
public record Configuration(
    Optional<String> clanDirectory,
    Optional<String> manifest,
    Map<String, Person> people,
    Set<String> machines,
    Set<String> externalAnchors,
    Map<String, RuleSetting> rules,
    List<PathGlob> exclude,
    List<Accepted> accepted,
    Vault vault,
    Set<String> testIdentities) {

  /** Where it stands, relative to the repository root. */
  public static final String FILE_NAME = ".keytally.yaml";

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
          List.of(),
          Vault.USUAL,
          Set.of());

  /** With the usual names of the vault's items. */
  public Configuration(
      Optional<String> clanDirectory,
      Optional<String> manifest,
      Map<String, Person> people,
      Set<String> machines,
      Set<String> externalAnchors,
      Map<String, RuleSetting> rules,
      List<PathGlob> exclude,
      List<Accepted> accepted) {
    this(
        clanDirectory,
        manifest,
        people,
        machines,
        externalAnchors,
        rules,
        exclude,
        accepted,
        Vault.USUAL,
        Set.of());
  }

  public Configuration {
    people = Map.copyOf(people);
    machines = Set.copyOf(machines);
    externalAnchors = Set.copyOf(externalAnchors);
    rules = Map.copyOf(rules);
    exclude = List.copyOf(exclude);
    accepted = List.copyOf(accepted);
    testIdentities = Set.copyOf(testIdentities);
  }

  /** The same with the clan directory said. */
  public Configuration withClanDirectory(String directory) {
    return new Configuration(
        Optional.of(directory),
        manifest,
        people,
        machines,
        externalAnchors,
        rules,
        exclude,
        accepted,
        vault,
        testIdentities);
  }

  /** The severity that the team chose for a rule; absent: the rule's own. */
  public Optional<Severity> severityOf(String rule) {
    RuleSetting setting = rules.get(rule);
    return setting == null ? Optional.empty() : Optional.of(setting.severity());
  }

  /**
   * Whether a path is not to be looked at.
   *
   * @param path relative to the repository root, with {@code /}
   */
  public boolean excludes(String path) {
    for (PathGlob glob : exclude) {
      if (glob.covers(path)) {
        return true;
      }
    }
    return false;
  }

  /**
   * One person and the names that person goes by.
   *
   * @param users clan users; several are aliases of one person and may share a key
   * @param anchors of {@code .sops.yaml}
   * @param bitwarden name of the vault's item
   * @param ssh the person's declared ssh public key, as one {@code authorized_keys} line
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
   * How the vault's items are called, and where ssh public keys stand in the repository.
   *
   * @param items names of items, with {@code NAME} for the person, host or service
   * @param services whose keys a workstation has besides the person's and the host's
   * @param sshFiles paths of persons' public keys relative to the repository root, with {@code
   *     NAME} for the person
   * @param hostKeys path of what {@code ssh-keyscan} printed, relative to the repository root
   */
  public record Vault(
      String items, Set<String> services, Optional<String> sshFiles, Optional<String> hostKeys) {

    /** What stands for a name in {@link #items} and {@link #sshFiles}. */
    public static final String NAME = "NAME";

    /** What holds where nothing is said. */
    public static final Vault USUAL =
        new Vault("sops-NAME-ssh", Set.of(), Optional.empty(), Optional.empty());

    public Vault {
      services = Set.copyOf(services);
    }

    /** Whether it is what holds where nothing is said. */
    public boolean isUsual() {
      return items.equals(USUAL.items)
          && services.isEmpty()
          && sshFiles.isEmpty()
          && hostKeys.isEmpty();
    }
  }

  /**
   * What the team says of a rule.
   *
   * @param severity of its findings; {@link Severity#OFF} disables it
   * @param line in {@code .keytally.yaml}, from 1
   */
  public record RuleSetting(Severity severity, int line) {}

  /**
   * A finding that is known and borne for a while.
   *
   * @param fingerprint as reports print it
   * @param paths the files that are accepted where the finding concerns several; the fingerprint is
   *     that of the first. Empty where the fingerprint says it all.
   * @param expires the last day on which it is accepted
   * @param line in {@code .keytally.yaml}, from 1; 0 for one that is not written down yet
   */
  public record Accepted(
      String rule,
      String fingerprint,
      List<String> paths,
      String reason,
      LocalDate expires,
      int line) {

    public Accepted {
      paths = List.copyOf(paths);
    }

    /** Of a finding in one place. */
    public Accepted(String rule, String fingerprint, String reason, LocalDate expires, int line) {
      this(rule, fingerprint, List.of(), reason, expires, line);
    }
  }
}
