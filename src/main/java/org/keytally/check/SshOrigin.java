package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keytally.config.Configuration;
import org.keytally.source.ItemPattern;
import org.keytally.source.SourceKey;
import org.keytally.source.SourceKeys;
import org.keytally.source.SourceProblem;

/**
 * One place that says which ssh key the age key of a person or host comes from.
 *
 * @param where for a person, as the subject of a sentence
 * @param file path and line in the repository, as in {@code a/b:3}; absent for a vault
 * @param keys the ssh keys there, each as age spells it and as {@code ssh-to-age} converts it; none
 *     where there is no usable one
 * @param defect why there is none: a clause
 */
record SshOrigin(
    String where, Optional<String> file, List<SourceKey> keys, Optional<String> defect) {

  SshOrigin {
    keys = List.copyOf(keys);
  }

  /** All that is known of a person, the vault first. */
  static List<SshOrigin> ofPerson(Evidence evidence, String person) {
    Configuration.Person configured = evidence.configuration().people().get(person);
    List<SshOrigin> origins = new ArrayList<>();
    ItemPattern pattern = ItemPattern.of(evidence.configuration().vault().items());
    String item =
        configured != null && configured.bitwarden().isPresent()
            ? configured.bitwarden().get()
            : pattern.item(person);
    if (evidence.sources().vault().isPresent()) {
      addItem(evidence.sources().vault().get(), item, origins);
    }
    addFile(evidence.sources().people(), person, origins);
    addMissingFile(evidence, person, origins);
    if (configured != null && configured.ssh().isPresent()) {
      origins.add(declared(configured.ssh().get(), configured.line()));
    }
    return origins;
  }

  /** All that is known of a host; nothing where neither vault nor file knows it. */
  static List<SshOrigin> ofHost(Evidence evidence, String host) {
    List<SshOrigin> origins = new ArrayList<>();
    String item = ItemPattern.of(evidence.configuration().vault().items()).item(host);
    if (evidence.sources().vault().isPresent()) {
      SourceKeys vault = evidence.sources().vault().get();
      // Most hosts have a key that clan made, and no item.
      if (!vault.named(item).isEmpty() || vault.problemOf(item).isPresent()) {
        addItem(vault, item, origins);
      }
    }
    addFile(evidence.sources().hosts(), host, origins);
    return origins;
  }

  private static void addItem(SourceKeys vault, String item, List<SshOrigin> origins) {
    List<SourceKey> keys = vault.named(item);
    Optional<SourceProblem> problem = vault.problemOf(item);
    String where = "item " + item;
    if (!keys.isEmpty()) {
      origins.add(
          new SshOrigin(
              where + " of " + keys.get(0).location(), Optional.empty(), keys, Optional.empty()));
    } else {
      origins.add(
          new SshOrigin(
              where,
              Optional.empty(),
              List.of(),
              Optional.of(
                  problem.isPresent()
                      ? problem.get().message()
                      : "is not in the vault; save the ssh key there under this name, or name its"
                          + " item under people in .keytally.yaml")));
    }
  }

  private static void addFile(SourceKeys files, String name, List<SshOrigin> origins) {
    List<SourceKey> keys = files.named(name);
    Optional<SourceProblem> problem = files.problemOf(name);
    if (!keys.isEmpty()) {
      String file = keys.get(0).location();
      origins.add(new SshOrigin(file, Optional.of(file), keys, Optional.empty()));
    } else if (problem.isPresent()) {
      String file = problem.get().location();
      origins.add(
          new SshOrigin(file, Optional.of(file), List.of(), Optional.of(problem.get().message())));
    }
  }

  private static void addMissingFile(Evidence evidence, String person, List<SshOrigin> origins) {
    Optional<String> pattern = evidence.configuration().vault().sshFiles();
    SourceKeys files = evidence.sources().people();
    if (pattern.isPresent() && files.named(person).isEmpty() && files.problemOf(person).isEmpty()) {
      String file = pattern.get().replace(Configuration.Vault.NAME, person);
      origins.add(
          new SshOrigin(
              file, Optional.of(file), List.of(), Optional.of("is not in the repository")));
    }
  }

  private static SshOrigin declared(String ssh, int line) {
    String file = Configuration.FILE_NAME + ":" + line;
    Optional<String> age = SshKeyMismatch.toAge(ssh);
    return new SshOrigin(
        file,
        Optional.of(file),
        List.of(new SourceKey("", file, ssh, age.orElse(ssh))),
        Optional.empty());
  }

  /** Whether a key of it, in either spelling, is one of these. */
  boolean tallies(Set<String> recipients) {
    for (SourceKey key : keys) {
      if (recipients.contains(key.ssh()) || recipients.contains(key.age())) {
        return true;
      }
    }
    return false;
  }

  /** The age recipients that it stands for. */
  List<String> recipients() {
    List<String> recipients = new ArrayList<>();
    for (SourceKey key : keys) {
      recipients.add(key.age());
    }
    return recipients;
  }
}
