package org.keytally.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.Fleet;
import org.keytally.clan.RuledFile;
import org.keytally.clan.Secret;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;
import org.keytally.sops.RecipientPool;

/** The encrypted files of the state that a history is compared with. */
final class CurrentFiles {

  private CurrentFiles() {}

  /** By path; files that cannot be read, or that sops did not encrypt, are left out. */
  static SortedMap<String, Sealed> read(Snapshot snapshot, Fleet fleet) throws RepositoryException {
    List<TreeEntry> wanted = new ArrayList<>();
    for (Secret secret : fleet.secrets()) {
      if (secret.contents().isPresent()) {
        snapshot.entry(secret.path()).ifPresent(wanted::add);
      }
    }
    for (RuledFile file : fleet.ruledFiles()) {
      snapshot.entry(file.path()).ifPresent(wanted::add);
    }
    BlobReader reader = new BlobReader(new RecipientPool());
    SortedMap<String, Sealed> current = new TreeMap<>();
    snapshot.read(
        wanted,
        BlobReader.LIMIT,
        (entry, content) -> {
          Optional<Sealed> sealed = reader.read(Role.SECRET, entry.path(), content).sealed();
          sealed.ifPresent(file -> current.put(entry.path(), file));
        });
    return current;
  }
}
