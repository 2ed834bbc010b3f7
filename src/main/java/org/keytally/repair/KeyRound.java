package org.keytally.repair;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.keytally.age.Identity;
import org.keytally.age.IdentityFile;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Prompt;
import org.keytally.check.Finding;
import org.keytally.check.Subject;
import org.keytally.clan.ClanDirectoryException;
import org.keytally.clan.Fleet;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Placement;
import org.keytally.clan.Secret;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.sops.Format;
import org.keytally.sops.SopsDocument;
import org.keytally.sops.SopsException;

/** Plans what is wrong with {@code key.json} files: spelling, merges, and one that is missing. */
final class KeyRound {

  private final Fleet fleet;
  private final Draft draft;
  private final FleetOf fleets;
  private final List<Identity> identities;
  private final Map<String, KeyHolder> holders = new LinkedHashMap<>();
  private final Map<String, SortedSet<String>> rules = new LinkedHashMap<>();

  /** Reads a fleet from a tree. */
  @FunctionalInterface
  interface FleetOf {
    Fleet read(Snapshot tree) throws RepositoryException, ClanDirectoryException;
  }

  /**
   * For one fleet.
   *
   * @param fleets what the fleet would be with other key files
   * @param identities to open private keys of machines with
   */
  KeyRound(Fleet fleet, Draft draft, FleetOf fleets, List<Identity> identities) {
    this.fleet = fleet;
    this.draft = draft;
    this.fleets = fleets;
    this.identities = identities;
    for (KeyHolder holder : holders(fleet)) {
      holders.put(holder.keyFile(), holder);
    }
  }

  private static List<KeyHolder> holders(Fleet fleet) {
    List<KeyHolder> holders = new ArrayList<>(fleet.users().values());
    holders.addAll(fleet.keyedMachines().values());
    return holders;
  }

  /** Notes what a finding asks for at one of its paths. */
  void note(Finding finding, String path) throws RepositoryException {
    switch (finding.rule()) {
      case "key-invalid", "key-file-untidy" -> {
        if (holders.containsKey(path) && PathText.isSafe(path)) {
          rules.computeIfAbsent(path, k -> new TreeSet<>()).add(finding.rule());
        }
      }
      case "machine-without-key" -> {
        if (finding.subject().type() == Subject.Type.MACHINE) {
          register(finding.subject().name(), path, finding.rule());
        }
      }
      default -> {}
    }
  }

  /** Makes steps of what was noted. */
  void plan() throws RepositoryException, ClanDirectoryException {
    Overlay ours = draft.overlay();
    Overlay theirs = draft.overlay();
    List<String> conflicts = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : draft.contents(rules.keySet()).entrySet()) {
      Optional<ConflictSides> sides = ConflictSides.of(file.getValue());
      if (sides.isPresent()) {
        conflicts.add(file.getKey());
        ours.rewrite(file.getKey(), Content.of(sides.get().ours()), false);
        theirs.rewrite(file.getKey(), Content.of(sides.get().theirs()), false);
      }
    }
    Map<String, byte[]> united =
        conflicts.isEmpty()
            ? Map.of()
            : united(conflicts, fleets.read(ours.snapshot()), fleets.read(theirs.snapshot()));
    for (Map.Entry<String, SortedSet<String>> file : rules.entrySet()) {
      KeyHolder holder = holders.get(file.getKey());
      Optional<byte[]> text =
          holder == null || conflicts.contains(file.getKey())
              ? Optional.ofNullable(united.get(file.getKey()))
              : KeyJson.normalised(holder);
      if (text.isPresent()) {
        draft.rewrite(file.getKey(), text.get(), file.getValue(), Need.NOTHING, Optional.empty());
      }
    }
  }

  /** The keys of both sides of a merge, where both can be read (KEY-02). */
  private static Map<String, byte[]> united(List<String> paths, Fleet ours, Fleet theirs) {
    Map<String, KeyHolder> one = new HashMap<>();
    Map<String, KeyHolder> other = new HashMap<>();
    holders(ours).forEach(holder -> one.put(holder.keyFile(), holder));
    holders(theirs).forEach(holder -> other.put(holder.keyFile(), holder));
    Map<String, byte[]> united = new HashMap<>();
    for (String path : paths) {
      KeyHolder mine = one.get(path);
      KeyHolder yours = other.get(path);
      if (mine != null && yours != null) {
        KeyJson.union(mine, yours).ifPresent(text -> united.put(path, text));
      }
    }
    return united;
  }

  /** Registers the public half of a private key that is kept as a secret (MAC-04). */
  private void register(String machine, String path, String rule) throws RepositoryException {
    String keyFile = Draft.inClan(fleet, "sops/machines/" + machine + "/key.json");
    if (fleet.keyedMachines().containsKey(machine)
        || !PathText.isSafe(keyFile)
        || draft.has(keyFile)
        || !isPrivateKeyOf(machine, path)) {
      return;
    }
    try {
      byte[] text =
          SopsDocument.parse(Format.ofPath(path), draft.content(path)).decrypt(identities);
      try {
        List<Identity> decrypted = IdentityFile.parse(text, Prompt.NOBODY);
        Optional<String> recipient =
            decrypted.size() == 1
                ? decrypted.get(0).recipient().map(key -> key.text())
                : Optional.empty();
        for (Identity identity : decrypted) {
          identity.close();
        }
        if (recipient.isPresent()) {
          draft.rewrite(
              keyFile,
              KeyJson.ofAge(recipient.get()),
              List.of(rule),
              Need.PRIVATE_KEY,
              Optional.empty());
        }
      } finally {
        Arrays.fill(text, (byte) 0);
      }
    } catch (SopsException | MalformedKeyException e) {
      draft.obstacle(
          path,
          List.of(rule),
          Need.PRIVATE_KEY,
          "The public half of machine "
              + machine
              + " can only be told from its private key, which"
              + " no private key at hand opens.",
          "Let somebody who can read " + path + " run this.");
    }
  }

  private boolean isPrivateKeyOf(String machine, String path) {
    for (Secret secret : fleet.secrets()) {
      if (secret.path().equals(path)) {
        return secret.contents().isPresent()
            && secret.placement() instanceof Placement.PlainSecret plain
            && plain.name().equals(machine + "-age.key");
      }
    }
    return false;
  }
}
