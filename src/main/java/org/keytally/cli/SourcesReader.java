package org.keytally.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keytally.clan.Fleet;
import org.keytally.config.Configuration;
import org.keytally.git.BlobVisitor;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;
import org.keytally.source.Environment;
import org.keytally.source.ItemPattern;
import org.keytally.source.SourceKey;
import org.keytally.source.SourceKeys;
import org.keytally.source.SourceProblem;
import org.keytally.source.Sources;
import org.keytally.source.SshKeyReader;
import org.keytally.source.Vault;
import org.keytally.source.VaultException;
import org.keytally.source.VaultKeys;

/** Brings the ssh keys that a configuration points at, and those of a vault. */
final class SourcesReader {

  /** In bytes. */
  private static final int LARGEST = 1 << 20;

  private final Configuration configuration;

  SourcesReader(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Those in files of the repository; {@link Sources#NONE} where no files are configured. */
  Sources read(Snapshot snapshot, Fleet fleet) throws RepositoryException {
    Configuration.Vault vault = configuration.vault();
    if (vault.sshFiles().isEmpty() && vault.hostKeys().isEmpty()) {
      return Sources.NONE;
    }
    SourceKeys people = SourceKeys.NONE;
    if (vault.sshFiles().isPresent()) {
      for (String person : persons(fleet)) {
        String path = vault.sshFiles().get().replace(Configuration.Vault.NAME, person);
        people = people.and(renamed(read(snapshot, path), person));
      }
    }
    SourceKeys hosts =
        vault.hostKeys().isPresent() ? read(snapshot, vault.hostKeys().get()) : SourceKeys.NONE;
    return new Sources(Optional.empty(), people, hosts);
  }

  /** Public keys of a vault, under the names of their items. */
  SourceKeys read(VaultKind kind, Environment environment) throws VaultException {
    ItemPattern pattern = pattern();
    Set<String> others = itemsOfPeople();
    return VaultKeys.read(
        open(kind, environment), item -> pattern.name(item).isPresent() || others.contains(item));
  }

  Vault open(VaultKind kind, Environment environment) {
    return kind.open(environment, pattern(), itemsOfPeople());
  }

  ItemPattern pattern() {
    return ItemPattern.of(configuration.vault().items());
  }

  /** The item of a person: the configured one, else that of the person's name. */
  String item(String person) {
    Configuration.Person configured = configuration.people().get(person);
    return configured != null && configured.bitwarden().isPresent()
        ? configured.bitwarden().get()
        : pattern().item(person);
  }

  private Set<String> itemsOfPeople() {
    Set<String> items = new HashSet<>();
    for (Configuration.Person person : configuration.people().values()) {
      if (person.bitwarden().isPresent()) {
        items.add(person.bitwarden().get());
      }
    }
    return items;
  }

  private Set<String> persons(Fleet fleet) {
    Set<String> persons = new HashSet<>(configuration.people().keySet());
    for (String user : fleet.users().keySet()) {
      persons.add(user);
    }
    return persons;
  }

  /** A person's file may call its keys as it likes. */
  private static SourceKeys renamed(SourceKeys keys, String person) {
    List<SourceKey> renamed = new ArrayList<>();
    for (SourceKey key : keys.keys()) {
      renamed.add(new SourceKey(person, key.location(), key.ssh(), key.age()));
    }
    List<SourceProblem> problems = new ArrayList<>();
    for (SourceProblem problem : keys.problems()) {
      problems.add(new SourceProblem(person, problem.location(), problem.message()));
    }
    return new SourceKeys(renamed, problems);
  }

  private static SourceKeys read(Snapshot snapshot, String path) throws RepositoryException {
    Optional<TreeEntry> entry = snapshot.entry(path);
    if (entry.isEmpty()) {
      return SourceKeys.NONE;
    }
    Keys keys = new Keys();
    snapshot.read(List.of(entry.get()), LARGEST, keys);
    return keys.read;
  }

  /** The keys of one file. */
  private static final class Keys implements BlobVisitor {

    private SourceKeys read = SourceKeys.NONE;

    @Override
    public void visit(TreeEntry entry, byte[] content) {
      read = SshKeyReader.read(content, entry.path());
    }

    @Override
    public void tooLarge(TreeEntry entry, long size) {
      refuse(entry, "is larger than 1 MiB");
    }

    @Override
    public void unreadable(TreeEntry entry, String reason) {
      refuse(entry, "cannot be read: " + reason);
    }

    private void refuse(TreeEntry entry, String reason) {
      read =
          new SourceKeys(List.of(), List.of(new SourceProblem(entry.path(), entry.path(), reason)));
    }
  }
}
