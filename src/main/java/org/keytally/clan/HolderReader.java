package org.keytally.clan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.Links.Destination;
import org.keytally.clan.Problem.Kind;
import org.keytally.git.FileMode;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/** Reads the folders below {@code sops/users} or {@code sops/machines}. */
final class HolderReader {

  private final Snapshot snapshot;
  private final Contents contents;
  private final Links links;
  private final MemberKind kind;
  private final String home;
  private final SortedMap<String, KeyHolder> holders = new TreeMap<>();
  private final Map<String, String> folded = new HashMap<>();

  /** For users or for machines. */
  HolderReader(Snapshot snapshot, Layout layout, Contents contents, Links links, MemberKind kind) {
    this.snapshot = snapshot;
    this.contents = contents;
    this.links = links;
    this.kind = kind;
    this.home = layout.members(kind);
  }

  /**
   * Reads all of them, by name.
   *
   * @param stray takes problems of entries that belong to no holder
   */
  SortedMap<String, KeyHolder> read(List<Problem> stray) {
    String name = "";
    List<TreeEntry> entries = new ArrayList<>();
    for (TreeEntry entry : snapshot.below(home)) {
      String rest = entry.path().substring(home.length() + 1);
      int slash = rest.indexOf('/');
      if (slash < 0) {
        stray.addAll(contents.besideKeys.getOrDefault(entry.path(), List.of()));
        stray.add(
            new Problem(
                Kind.STRAY_ENTRY,
                entry.path(),
                0,
                Strays.describe(entry, rest, false)
                    + " stands where only folders of "
                    + kind.folder()
                    + " belong"));
        continue;
      }
      String next = rest.substring(0, slash);
      if (!next.equals(name)) {
        finish(name, entries);
        name = next;
        entries.clear();
      }
      entries.add(entry);
    }
    finish(name, entries);
    return holders;
  }

  private void finish(String name, List<TreeEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    String folder = home + '/' + name;
    String keyFile = folder + "/key.json";
    List<Problem> problems = new ArrayList<>();
    checkName(name, folder, problems);
    Optional<TreeEntry> keyEntry = Optional.empty();
    Set<String> strays = new HashSet<>();
    for (TreeEntry entry : entries) {
      if (entry.path().equals(keyFile)) {
        keyEntry = Optional.of(entry);
        continue;
      }
      problems.addAll(contents.besideKeys.getOrDefault(entry.path(), List.of()));
      String rest = entry.path().substring(folder.length() + 1);
      int slash = rest.indexOf('/');
      String stray = slash < 0 ? rest : rest.substring(0, slash);
      if (strays.add(stray)) {
        problems.add(
            new Problem(
                Kind.STRAY_ENTRY,
                folder + '/' + stray,
                0,
                Strays.describe(entry, stray, slash >= 0) + " stands where only key.json belongs"));
      }
    }
    KeyFile file = keyFile(keyFile, keyEntry);
    problems.addAll(file.problems());
    holders.put(name, new KeyHolder(kind, name, keyFile, file.keys(), problems));
  }

  private KeyFile keyFile(String path, Optional<TreeEntry> entry) {
    if (entry.isEmpty()) {
      return broken(Kind.KEY_FILE_MISSING, path, "there is no key.json");
    }
    Problem unreadable = contents.unreadable.get(path);
    if (unreadable != null) {
      return new KeyFile(List.of(), List.of(unreadable));
    }
    if (entry.get().mode() != FileMode.LINK) {
      KeyFile file = contents.keyFiles.get(path);
      return file == null ? broken(Kind.UNREADABLE, path, "it was not read") : file;
    }
    // clan follows it, so the keys count; only another key file can have been read.
    Destination destination = links.follow(entry.get().parent(), links.target(path).orElse(""));
    KeyFile file =
        destination.path().isPresent() ? contents.keyFiles.get(destination.path().get()) : null;
    if (file == null) {
      return broken(
          Kind.KEY_FILE_UNPARSABLE, path, "key.json is a link that leads to no key file of clan");
    }
    return new KeyFile(
        file.keys(),
        List.of(
            new Problem(
                Kind.STRAY_ENTRY,
                path,
                0,
                "key.json is a link to another key file instead of a file")));
  }

  private static KeyFile broken(Kind kind, String path, String message) {
    return new KeyFile(List.of(), List.of(new Problem(kind, path, 0, message)));
  }

  private void checkName(String name, String folder, List<Problem> problems) {
    boolean valid = kind == MemberKind.USERS ? Names.isUserOrGroup(name) : Names.isMachine(name);
    if (!valid) {
      problems.add(
          new Problem(
              Kind.INVALID_NAME,
              folder,
              0,
              "clan refuses this name for a "
                  + kind.singular()
                  + " and does not list it, but still encrypts to it"));
    }
    String other = folded.putIfAbsent(Names.folded(name), name);
    if (other != null) {
      problems.add(
          new Problem(
              Kind.NAMES_DIFFER_IN_CASE,
              folder,
              0,
              "the name differs from that of " + other + " only in case"));
    }
  }
}
