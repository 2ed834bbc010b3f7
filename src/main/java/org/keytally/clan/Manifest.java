package org.keytally.clan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Nix declares of vars: the content of {@code clan-manifest.json}, schema {@code
 * clan-manifest/1} (clan-repository 3.4).
 *
 * @param source the state it was evaluated from; absent counts as current
 * @param clanDirectory relative to the flake root, empty for the root
 * @param recipients of the age backend: by host, and {@code default} under the empty name
 * @param machines by name
 * @param exports flake-level generators, by scope and then by name
 */
public record Manifest(
    Optional<Source> source,
    String clanDirectory,
    Map<String, List<String>> recipients,
    SortedMap<String, Machine> machines,
    SortedMap<String, SortedMap<String, Generator>> exports) {

  /** Where it stands, relative to the clan directory. */
  public static final String FILE_NAME = "clan-manifest.json";

  public Manifest {
    recipients = Map.copyOf(recipients);
    machines = Collections.unmodifiableSortedMap(new TreeMap<>(machines));
    exports = Collections.unmodifiableSortedMap(new TreeMap<>(exports));
  }

  /**
   * The state that was evaluated.
   *
   * @param revision of the repository; absent if it was not clean
   * @param flakeLock SHA-256 of {@code flake.lock}, hex
   * @param nixFiles SHA-256 over the files that Nix reads of the repository, hex
   * @param clanCoreRevision from {@code flake.lock}
   * @param generatedAt RFC 3339, for people only
   */
  public record Source(
      Optional<String> revision,
      Optional<String> flakeLock,
      Optional<String> nixFiles,
      Optional<String> clanCoreRevision,
      Optional<String> generatedAt) {}

  /** The recipients that people of the age backend have for a host; none where none are set. */
  public List<String> recipientsOf(String host) {
    List<String> own = recipients.getOrDefault(host, List.of());
    return own.isEmpty() ? recipients.getOrDefault("", List.of()) : own;
  }

  /**
   * A machine that Nix declares.
   *
   * @param evaluationError why its generators are not known; then there are none here
   */
  public record Machine(
      Optional<String> machineClass,
      List<String> tags,
      Settings settings,
      SortedMap<String, Generator> generators,
      Optional<String> evaluationError) {

    public Machine {
      tags = List.copyOf(tags);
      generators = Collections.unmodifiableSortedMap(new TreeMap<>(generators));
    }
  }

  /**
   * How a machine keeps its vars.
   *
   * @param secretStore {@code sops}, {@code password-store}, {@code age} or {@code custom}
   * @param defaultGroups whose members read every secret of the machine
   * @param passBackend {@code pass} or {@code passage}
   */
  public record Settings(
      String secretStore, List<String> defaultGroups, Optional<String> passBackend) {

    public Settings {
      defaultGroups = List.copyOf(defaultGroups);
    }

    /** The program that reads the machine's password store, where it has one. */
    public String passCommand() {
      return passBackend.orElse("passage");
    }
  }

  /**
   * A generator (clan-repository 2.4).
   *
   * @param dependencies as declared, duplicates included; of a flake-level generator with the scope
   *     they name
   * @param validationHash 64 hex digits, absent where nothing is validated
   * @param prompts what it asks a person for, by name
   * @param files by name
   */
  public record Generator(
      boolean share,
      List<Dependency> dependencies,
      Optional<String> validationHash,
      SortedMap<String, Prompt> prompts,
      SortedMap<String, File> files) {

    public Generator {
      dependencies = List.copyOf(dependencies);
      prompts = Collections.unmodifiableSortedMap(new TreeMap<>(prompts));
      files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** The names of prompts whose answer is kept as a secret file, sorted. */
    public List<String> persistedPrompts() {
      List<String> persisted = new ArrayList<>();
      for (Map.Entry<String, Prompt> prompt : prompts.entrySet()) {
        if (prompt.getValue().persist()) {
          persisted.add(prompt.getKey());
        }
      }
      return persisted;
    }
  }

  /**
   * A question to a person.
   *
   * @param type {@code line}, {@code hidden}, {@code multiline} or {@code multiline-hidden}
   * @param persist whether the answer is kept as a secret file of the prompt's name
   * @param description absent where the manifest has none
   */
  public record Prompt(String type, boolean persist, Optional<String> description) {

    /** The type of a prompt that does not say. */
    public static final String USUAL_TYPE = "line";
  }

  /**
   * What a generator needs.
   *
   * @param scope of a flake-level generator; absent within machines
   */
  public record Dependency(String generator, Optional<String> scope) {}

  /**
   * A file of a generator.
   *
   * @param deploy whether hosts get it
   * @param deployTo of a flake-level generator: the machines that get it
   * @param neededFor {@code partitioning}, {@code activation}, {@code users} or {@code services}
   */
  public record File(
      boolean secret,
      boolean deploy,
      List<String> deployTo,
      String neededFor,
      Optional<String> owner,
      Optional<String> group,
      Optional<String> mode) {

    public File {
      deployTo = List.copyOf(deployTo);
    }
  }
}
