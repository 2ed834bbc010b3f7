package org.keytally.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.Fleet;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Owners;
import org.keytally.clan.PublishedKey;
import org.keytally.config.Configuration;
import org.keytally.git.Commit;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;

/** Finds out what a history discloses, compared with a state of the repository. */
public final class ExposureReader {

  /** More paths with one data key are not looked at: a fleet has one or two. */
  private static final int MOST_FORMER = 200;

  /** Hidden folders last: jj keeps copies of whole trees in them. */
  private static final Comparator<String> HIDDEN_LAST =
      Comparator.<String, Boolean>comparing(path -> path.startsWith("."))
          .thenComparing(Comparator.naturalOrder());

  private static final Comparator<ReadValue> WORST_FIRST =
      Comparator.comparing(ReadValue::state)
          .thenComparingInt(value -> order(value.lost()))
          .thenComparingInt(value -> order(value.from()))
          .thenComparingInt(value -> order(value.changed()))
          .thenComparing(ReadValue::path);

  private final History history;
  private final Fleet fleet;
  private final Configuration configuration;
  private final Owners owners;
  private final PastOwners pastOwners;
  private final SortedMap<String, Sealed> current;
  private final DataKeys dataKeys = new DataKeys();
  private final Map<String, PathReaders> readers = new TreeMap<>();
  private final Map<Integer, Set<String>> pathsOfKeys = new HashMap<>();
  private final Set<Integer> currentKeys = new HashSet<>();

  private ExposureReader(
      History history,
      SortedMap<String, Sealed> current,
      Fleet fleet,
      Configuration configuration,
      Owners owners) {
    this.history = history;
    this.fleet = fleet;
    this.current = current;
    this.configuration = configuration;
    this.owners = owners;
    this.pastOwners = new PastOwners(history);
  }

  /**
   * Compares.
   *
   * @param snapshot the state, and {@code fleet} what was read of it
   * @param configuration its excluded paths are passed over, its test identities are no disclosure
   */
  public static Exposure read(
      History history, Snapshot snapshot, Fleet fleet, Configuration configuration, Owners owners)
      throws RepositoryException {
    return new ExposureReader(
            history, CurrentFiles.read(snapshot, fleet), fleet, configuration, owners)
        .exposure();
  }

  /** Who could read one path, when, and what. */
  private static final class PathReaders {
    final Map<String, Commit> from = new LinkedHashMap<>();
    final Map<String, Commit> lost = new HashMap<>();
    final Map<String, Integer> last = new HashMap<>();
  }

  private Exposure exposure() {
    List<FileHistory> files = new ArrayList<>();
    for (FileHistory file : history.files().values()) {
      if (!configuration.excludes(file.path())) {
        files.add(file);
      }
    }
    for (FileHistory file : files) {
      note(file);
    }
    for (Sealed file : current.values()) {
      dataKeys.add(file);
    }
    dataKeys.close();
    List<Exposure.PrivateKeyInClear> privateKeys = new ArrayList<>();
    List<Exposure.ClearText> clearTexts = new ArrayList<>();
    for (FileHistory file : files) {
      privateKeys(file, privateKeys);
      clearTexts(file, clearTexts);
    }
    Map<String, Set<String>> users = userKeys();
    privateKeys.sort(Comparator.comparingInt(key -> key.since().order()));
    clearTexts.sort(Comparator.comparingInt(text -> text.since().order()));
    return new Exposure(
        history.tip(),
        history.extent(),
        keys(privateKeys),
        privateKeys,
        clearTexts,
        users,
        machineKeys(users));
  }

  private Map<String, Set<String>> userKeys() {
    Map<String, Set<String>> keys = new TreeMap<>();
    addNow(fleet.users(), keys);
    for (Map.Entry<PastOwners.Name, Set<String>> past : pastOwners.keys().entrySet()) {
      if (past.getKey().role() != Role.MACHINE_KEY) {
        add(past.getKey().name(), past.getValue(), keys);
      }
    }
    for (Owners.OwnedAnchor anchor : owners.anchors()) {
      Set<String> key = Set.of(anchor.anchor().value());
      add(anchor.anchor().name(), key, keys);
      if (anchor.person().isPresent()) {
        add(anchor.person().get(), key, keys);
        add(anchor.person().get(), keys.getOrDefault(anchor.anchor().name(), key), keys);
      }
    }
    for (Configuration.Person person : configuration.people().values()) {
      for (String user : person.users()) {
        add(person.name(), keys.getOrDefault(user, Set.of()), keys);
      }
    }
    return keys;
  }

  private Map<String, Set<String>> machineKeys(Map<String, Set<String>> users) {
    Map<String, Set<String>> keys = new TreeMap<>();
    addNow(fleet.keyedMachines(), keys);
    for (Map.Entry<PastOwners.Name, Set<String>> past : pastOwners.keys().entrySet()) {
      if (past.getKey().role() == Role.MACHINE_KEY) {
        add(past.getKey().name(), past.getValue(), keys);
      }
    }
    for (Owners.OwnedAnchor anchor : owners.anchors()) {
      if (anchor.machine().isPresent()) {
        String name = anchor.anchor().name();
        add(anchor.machine().get(), Set.of(anchor.anchor().value()), keys);
        add(anchor.machine().get(), users.getOrDefault(name, Set.of()), keys);
      }
    }
    return keys;
  }

  private static void addNow(Map<String, KeyHolder> holders, Map<String, Set<String>> keys) {
    for (KeyHolder holder : holders.values()) {
      for (PublishedKey key : holder.keys()) {
        add(holder.name(), Set.of(key.text()), keys);
      }
    }
  }

  private static void add(String name, Set<String> more, Map<String, Set<String>> keys) {
    Set<String> added = new HashSet<>(keys.getOrDefault(name, Set.of()));
    added.addAll(more);
    keys.put(name, added);
  }

  private void note(FileHistory file) {
    PathReaders path = new PathReaders();
    for (FileHistory.Version version : file.versions()) {
      Optional<Sealed> after = version.after().flatMap(blob -> blob.facts().sealed());
      Set<String> now = new HashSet<>();
      if (after.isPresent()) {
        dataKeys.add(after.get());
        for (String recipient : after.get().recipients()) {
          now.add(recipient);
          path.from.putIfAbsent(recipient, version.commit());
          path.last.put(recipient, version.commit().order());
        }
      }
      for (FileHistory.Blob blob : version.before()) {
        if (blob.facts().sealed().isPresent()) {
          for (String recipient : blob.facts().sealed().get().recipients()) {
            if (!now.contains(recipient)) {
              PastOwners.later(path.lost, recipient, version.commit());
            }
          }
        }
      }
    }
    if (!path.from.isEmpty()) {
      readers.put(file.path(), path);
    }
  }

  private List<KeyExposure> keys(List<Exposure.PrivateKeyInClear> privateKeys) {
    Map<String, String> disclosed = new HashMap<>();
    for (Exposure.PrivateKeyInClear key : privateKeys) {
      disclosed.putIfAbsent(key.key(), key.path());
    }
    Map<String, List<ReadValue>> values = new TreeMap<>();
    for (Map.Entry<String, Sealed> file : current.entrySet()) {
      addCurrent(file.getKey(), file.getValue(), values);
    }
    for (Map.Entry<String, PathReaders> path : readers.entrySet()) {
      if (!current.containsKey(path.getKey())) {
        addDeleted(path.getKey(), path.getValue(), values);
      }
    }
    List<KeyExposure> keys = new ArrayList<>();
    for (Map.Entry<String, List<ReadValue>> entry : values.entrySet()) {
      String recipient = entry.getKey();
      entry.getValue().sort(WORST_FIRST);
      boolean registered = owners.isKnown(recipient);
      keys.add(
          new KeyExposure(
              recipient,
              owners.describe(recipient).or(() -> pastOwners.describe(recipient)),
              registered,
              registered ? Optional.empty() : pastOwners.departure(recipient),
              Optional.ofNullable(disclosed.get(recipient)),
              entry.getValue()));
    }
    keys.sort(
        Comparator.<KeyExposure>comparingInt(key -> -key.toReplace().size())
            .thenComparing(KeyExposure::recipient));
    return keys;
  }

  private void addCurrent(String path, Sealed file, Map<String, List<ReadValue>> values) {
    PathReaders past = readers.getOrDefault(path, new PathReaders());
    Set<String> everybody = new HashSet<>(file.recipients());
    everybody.addAll(past.from.keySet());
    Set<String> same = dataKeys.readersOfCiphertext(file);
    Set<String> holders = dataKeys.holders(file);
    everybody.addAll(holders);
    Set<String> today = new HashSet<>(file.recipients());
    Optional<Commit> written = Optional.empty();
    List<String> candidates = pathsOfKey(file);
    int surelyNew = -1;
    FileHistory told = history.files().get(path);
    if (told != null) {
      written = written(told, file);
      surelyNew = lastSurelyNew(told);
    }
    for (String recipient : everybody) {
      ReadValue.State state;
      if (today.contains(recipient)) {
        state = ReadValue.State.READS;
      } else if (same.contains(recipient)) {
        state = ReadValue.State.UNCHANGED;
      } else if (holders.contains(recipient)) {
        state = ReadValue.State.EDITED;
      } else {
        boolean surely = surelyNew > past.last.getOrDefault(recipient, Integer.MAX_VALUE);
        state = surely ? ReadValue.State.CHANGED : ReadValue.State.UNCERTAIN;
      }
      List<String> former =
          formerPaths(path, candidates, recipient, past.from.containsKey(recipient));
      Optional<Commit> from = Optional.ofNullable(past.from.get(recipient));
      Optional<Commit> lost =
          state == ReadValue.State.READS
              ? Optional.empty()
              : Optional.ofNullable(past.lost.get(recipient));
      for (String other : former) {
        PathReaders there = readers.get(other);
        Optional<Commit> earlier =
            there == null ? Optional.empty() : Optional.ofNullable(there.from.get(recipient));
        if (order(earlier) < order(from)) {
          from = earlier;
        }
        if (there != null && lost.isEmpty() && state != ReadValue.State.READS) {
          lost = Optional.ofNullable(there.lost.get(recipient));
        }
      }
      values
          .computeIfAbsent(recipient, k -> new ArrayList<>())
          .add(
              new ReadValue(
                  path,
                  former,
                  state,
                  from,
                  lost,
                  state == ReadValue.State.UNCHANGED || state == ReadValue.State.READS
                      ? Optional.empty()
                      : written));
    }
  }

  /** The commit since which a path has exactly these encrypted values. */
  private static Optional<Commit> written(FileHistory file, Sealed now) {
    Optional<Commit> written = Optional.empty();
    for (FileHistory.Version version : file.versions()) {
      if (version.after().isPresent()
          && version.after().get().ciphertext().equals(now.ciphertext())) {
        boolean before = false;
        for (FileHistory.Blob blob : version.before()) {
          before |= blob.ciphertext().equals(now.ciphertext());
        }
        if (!before) {
          written = Optional.of(version.commit());
        }
      }
    }
    return written;
  }

  /**
   * The order of the last commit that surely gave a path a new data key: it was created again, or
   * all was wrapped anew though the recipients stayed, which only a rotation does.
   *
   * @return -1 if there is none
   */
  private int lastSurelyNew(FileHistory file) {
    int last = -1;
    for (FileHistory.Version version : file.versions()) {
      Optional<Sealed> after = version.after().flatMap(blob -> blob.facts().sealed());
      if (after.isEmpty()) {
        continue;
      }
      boolean surely = true;
      for (FileHistory.Blob blob : version.before()) {
        Optional<Sealed> before = blob.facts().sealed();
        surely &=
            before.isEmpty()
                || (!dataKeys.sameKey(before.get(), after.get())
                    && new HashSet<>(before.get().recipients())
                        .equals(new HashSet<>(after.get().recipients())));
      }
      if (surely) {
        last = Math.max(last, version.commit().order());
      }
    }
    return last;
  }

  /** Which of these paths of its data key were readable and are gone, or else stand elsewhere. */
  private List<String> formerPaths(
      String path, List<String> candidates, String recipient, boolean readHere) {
    List<String> former = new ArrayList<>();
    for (String other : candidates) {
      PathReaders there = readers.get(other);
      if (!other.equals(path)
          && there != null
          && there.from.containsKey(recipient)
          && !(readHere && current.containsKey(other))) {
        former.add(other);
      }
    }
    return former;
  }

  /** All paths that ever had a version with the data key of this file. */
  private List<String> pathsOfKey(Sealed sealed) {
    if (pathsOfKeys.isEmpty()) {
      for (FileHistory file : history.files().values()) {
        for (FileHistory.Version version : file.versions()) {
          Optional<Sealed> after = version.after().flatMap(blob -> blob.facts().sealed());
          Optional<Integer> key = after.flatMap(dataKeys::keyOf);
          key.ifPresent(
              number -> pathsOfKeys.computeIfAbsent(number, k -> new HashSet<>()).add(file.path()));
        }
      }
    }
    List<String> sorted =
        new ArrayList<>(pathsOfKeys.getOrDefault(dataKeys.keyOf(sealed).orElse(-1), Set.of()));
    sorted.sort(HIDDEN_LAST);
    return sorted.size() > MOST_FORMER ? sorted.subList(0, MOST_FORMER) : sorted;
  }

  private void addDeleted(String path, PathReaders past, Map<String, List<ReadValue>> values) {
    Set<Integer> moved = new HashSet<>();
    FileHistory file = history.files().get(path);
    if (file != null) {
      for (FileHistory.Version version : file.versions()) {
        Optional<Sealed> after = version.after().flatMap(blob -> blob.facts().sealed());
        Optional<Integer> key = after.flatMap(dataKeys::keyOf);
        if (key.isPresent() && currentKeys().contains(key.get())) {
          moved.add(key.get());
        }
      }
    }
    for (Map.Entry<String, Commit> reader : past.from.entrySet()) {
      if (!isAmongHolders(reader.getKey(), moved)) {
        values
            .computeIfAbsent(reader.getKey(), k -> new ArrayList<>())
            .add(
                new ReadValue(
                    path,
                    List.of(),
                    ReadValue.State.DELETED,
                    Optional.of(reader.getValue()),
                    Optional.ofNullable(past.lost.get(reader.getKey())),
                    Optional.empty()));
      }
    }
  }

  private boolean isAmongHolders(String recipient, Set<Integer> keys) {
    for (int key : keys) {
      if (dataKeys.holders(key).contains(recipient)) {
        return true;
      }
    }
    return false;
  }

  /** The data keys of today: a path that is gone and had one of them was moved. */
  private Set<Integer> currentKeys() {
    if (currentKeys.isEmpty()) {
      for (Sealed sealed : current.values()) {
        dataKeys.keyOf(sealed).ifPresent(currentKeys::add);
      }
    }
    return currentKeys;
  }

  private void privateKeys(FileHistory file, List<Exposure.PrivateKeyInClear> found) {
    Map<String, Exposure.PrivateKeyInClear> here = new LinkedHashMap<>();
    for (FileHistory.Version version : file.versions()) {
      Set<String> now = new HashSet<>();
      if (version.after().isPresent()) {
        for (BlobFacts.PrivateKey key : version.after().get().facts().privateKeys()) {
          if (configuration.testIdentities().contains(key.key())) {
            continue;
          }
          String name = key.key();
          now.add(name);
          here.putIfAbsent(
              name,
              new Exposure.PrivateKeyInClear(
                  file.path(),
                  key.line(),
                  key.what(),
                  key.key(),
                  version.commit(),
                  Optional.empty()));
        }
      }
      for (Map.Entry<String, Exposure.PrivateKeyInClear> entry : here.entrySet()) {
        Exposure.PrivateKeyInClear key = entry.getValue();
        entry.setValue(
            new Exposure.PrivateKeyInClear(
                key.path(),
                key.line(),
                key.what(),
                key.key(),
                key.since(),
                now.contains(entry.getKey())
                    ? Optional.empty()
                    : key.until().or(() -> Optional.of(version.commit()))));
      }
    }
    found.addAll(here.values());
  }

  private static void clearTexts(FileHistory file, List<Exposure.ClearText> found) {
    boolean everSealed = false;
    for (FileHistory.Version version : file.versions()) {
      everSealed |= version.after().isPresent() && isSealed(version.after().get());
    }
    if (file.role() != Role.SECRET && (file.role() != Role.OTHER || !everSealed)) {
      return;
    }
    Optional<Commit> since = file.clearSince();
    Optional<Commit> until = Optional.empty();
    for (FileHistory.Version version : file.versions()) {
      boolean wasClear = false;
      for (FileHistory.Blob blob : version.before()) {
        wasClear |= isClear(blob);
      }
      boolean clear = version.after().isPresent() && isClear(version.after().get());
      if ((clear || wasClear) && since.isEmpty()) {
        since = Optional.of(version.commit());
      }
      until = clear ? Optional.empty() : wasClear ? Optional.of(version.commit()) : until;
    }
    if (since.isPresent()) {
      found.add(new Exposure.ClearText(file.path(), since.get(), until));
    }
  }

  private static boolean isSealed(FileHistory.Blob blob) {
    return blob.facts().sealed().isPresent();
  }

  private static boolean isClear(FileHistory.Blob blob) {
    return blob.facts().present() && blob.facts().sealed().isEmpty();
  }

  private static int order(Optional<Commit> commit) {
    return commit.isPresent() ? commit.get().order() : Integer.MAX_VALUE;
  }
}
