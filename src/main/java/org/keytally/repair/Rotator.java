package org.keytally.repair;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.age.Identity;
import org.keytally.clan.ClanDirectoryException;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.clan.Owners;
import org.keytally.config.Configuration;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;

/**
 * Plans that replace or take away keys everywhere they matter, in an order that never locks anybody
 * out (clan-repository 10.6 and 10.7). Reads only. Each plan is for one state of a work tree; what
 * follows it is planned anew.
 */
public final class Rotator {

  private static final String NEW_DATA_KEY = "new data key";

  private final Draft draft;
  private final Reencryption reencryption;
  private final Fleet fleet;
  private final Owners owners;

  /**
   * For one state of a work tree.
   *
   * @param identities private keys at hand, owned by the caller, open until the plan is applied
   * @param trusted names of users or machines of whom the person says that they can read their
   *     files
   */
  public Rotator(
      Snapshot snapshot,
      Configuration configuration,
      List<Identity> identities,
      Set<String> trusted)
      throws RepositoryException, ClanDirectoryException {
    this.draft = new Draft(snapshot);
    this.reencryption = new Reencryption(draft, identities, trusted);
    this.fleet = FleetReader.read(snapshot, configuration);
    this.owners = Owners.of(fleet, configuration);
  }

  /** The proof that what was written is what the plan of this rotator meant. */
  public Transaction.ReadBack readBack() {
    return reencryption;
  }

  /**
   * Gives files new data keys and initialisation vectors; readers stay. What no private key at hand
   * opens, and what a key of another service would have to wrap, is passed over by name.
   *
   * @param paths of files or folders, relative to the repository root; none for all files
   * @throws RepairException if one of the paths has no encrypted file
   */
  public Rotation dataKeys(Collection<String> paths) throws RepositoryException, RepairException {
    List<EncryptedFile> files = selected(paths);
    Map<String, byte[]> texts = texts(files);
    for (EncryptedFile file : files) {
      change(
          file,
          texts,
          new Reencryption.Wish(
              file.contents().groups(), true, Optional.empty(), NEW_DATA_KEY, List.of(owners)));
    }
    return new Rotation(draft.steps(), List.of(), draft.obstacles(), List.of(), List.of());
  }

  private List<EncryptedFile> selected(Collection<String> paths) throws RepairException {
    List<EncryptedFile> all = EncryptedFile.of(fleet);
    if (paths.isEmpty()) {
      return all;
    }
    Map<String, EncryptedFile> selected = new LinkedHashMap<>();
    for (String path : paths) {
      boolean any = false;
      for (EncryptedFile file : all) {
        if (path.isEmpty() || file.path().equals(path) || file.path().startsWith(path + '/')) {
          selected.put(file.path(), file);
          any = true;
        }
      }
      if (!any) {
        throw new RepairException("there is no encrypted file at " + path + '.');
      }
    }
    return new ArrayList<>(selected.values());
  }

  private Map<String, byte[]> texts(List<EncryptedFile> files) throws RepositoryException {
    List<String> paths = new ArrayList<>(files.size());
    for (EncryptedFile file : files) {
      paths.add(file.path());
    }
    return draft.contents(paths);
  }

  private Reencryption.Outcome change(
      EncryptedFile file, Map<String, byte[]> texts, Reencryption.Wish wish)
      throws RepositoryException {
    byte[] text = texts.get(file.path());
    if (text == null) {
      draft.obstacle(
          file.path(),
          List.of(wish.cause()),
          Need.CHOICE,
          "The file is larger than 16 MiB, or cannot be read.",
          "sops rotate --in-place " + file.path());
      return Reencryption.Outcome.REFUSED;
    }
    return reencryption.plan(file, text, wish);
  }
}
