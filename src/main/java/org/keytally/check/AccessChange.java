package org.keytally.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.keytally.clan.Fleet;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Owners;
import org.keytally.clan.PublishedKey;
import org.keytally.clan.RuledFile;
import org.keytally.clan.Secret;
import org.keytally.sops.KeyType;
import org.keytally.sops.MasterKey;
import org.keytally.sops.SopsFile;

/**
 * What a change does to access: who can read what after it and could not before, and the other way
 * round. The recipients in the files decide, not the links; names come from the keys of users,
 * machines and anchors. A file whose recipients stay the same changes nobody's access; to whom a
 * key belongs is told by {@link #keys}.
 *
 * @param readers who gains or loses existing files, sorted by kind and name
 * @param created encrypted files that were not there before, sorted by path
 * @param deleted encrypted files that are gone, sorted by path
 * @param reencrypted files whose values were encrypted again, sorted by path
 * @param keys users, machines and anchors with other keys than before, sorted by kind and name
 * @param newRecipients keys that no file and no owner had before and that now read something,
 *     sorted by owner and key
 */
public record AccessChange(
    List<ReaderChange> readers,
    List<CreatedFile> created,
    List<EncryptedFile> deleted,
    List<EncryptedFile> reencrypted,
    List<KeyChange> keys,
    List<NewRecipient> newRecipients) {

  /** Nothing changes. */
  public static final AccessChange NONE =
      new AccessChange(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  public AccessChange {
    readers = List.copyOf(readers);
    created = List.copyOf(created);
    deleted = List.copyOf(deleted);
    reencrypted = List.copyOf(reencrypted);
    keys = List.copyOf(keys);
    newRecipients = List.copyOf(newRecipients);
  }

  /** Whether nothing changes. */
  public boolean isEmpty() {
    return readers.isEmpty()
        && created.isEmpty()
        && deleted.isEmpty()
        && reencrypted.isEmpty()
        && keys.isEmpty()
        && newRecipients.isEmpty();
  }

  /**
   * An encrypted file.
   *
   * @param label what people call it: {@code token}, {@code web01/openssh/id_ed25519}, and for
   *     files under {@code .sops.yaml} the path
   * @param path of the file, relative to the repository root
   */
  public record EncryptedFile(String label, String path) {

    /**
     * Whether the file is meant by a path: its own, that of a folder above it, its label, or the
     * beginning of that up to a slash; everything is by the empty one.
     */
    public boolean isAtOrBelow(String wanted) {
      return wanted.isEmpty() || isAtOrBelow(path, wanted) || isAtOrBelow(label, wanted);
    }

    private static boolean isAtOrBelow(String name, String wanted) {
      return name.startsWith(wanted)
          && (name.length() == wanted.length() || name.charAt(wanted.length()) == '/');
    }
  }

  /**
   * Somebody whose access changes.
   *
   * @param gained files that were there before, sorted by path
   * @param lost files that are still there, sorted by path
   */
  public record ReaderChange(
      Reader.Kind kind, String name, List<EncryptedFile> gained, List<EncryptedFile> lost) {

    public ReaderChange {
      gained = List.copyOf(gained);
      lost = List.copyOf(lost);
    }
  }

  /**
   * A new file.
   *
   * @param readers who reads it, as in a sentence: {@code alice}, {@code machine web01}, {@code
   *     anchor &ci}, or the key in full; sorted
   */
  public record CreatedFile(EncryptedFile file, List<String> readers) {

    public CreatedFile {
      readers = List.copyOf(readers);
    }
  }

  /** Whose keys changed; spelled in lower case in reports. */
  public enum KeyHolderKind {
    USER,
    MACHINE,
    ANCHOR
  }

  /**
   * Keys of a user, a machine or an anchor that come or go.
   *
   * @param path of the file that publishes them
   * @param added public keys in full
   * @param removed public keys in full
   */
  public record KeyChange(
      KeyHolderKind kind, String name, String path, List<String> added, List<String> removed) {

    public KeyChange {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
    }
  }

  /**
   * A key that was unknown before the change and reads something after it.
   *
   * @param recipient in full
   * @param owner whose key it is after the change, as in a sentence; absent for a key of nobody
   * @param publishedIn the file with which the change introduces the key: a key file, or for files
   *     under {@code .sops.yaml} also that one; absent where the change introduces it nowhere
   * @param files that it reads and did not read before, created ones included, sorted by path
   */
  public record NewRecipient(
      String recipient,
      Optional<String> owner,
      Optional<String> publishedIn,
      List<EncryptedFile> files) {

    public NewRecipient {
      files = List.copyOf(files);
    }
  }

  /** What is about the files of a path, as {@link EncryptedFile#isAtOrBelow} understands it. */
  public AccessChange at(String path) {
    List<ReaderChange> someReaders = new ArrayList<>();
    for (ReaderChange reader : readers) {
      List<EncryptedFile> gained = at(path, reader.gained());
      List<EncryptedFile> lost = at(path, reader.lost());
      if (!gained.isEmpty() || !lost.isEmpty()) {
        someReaders.add(new ReaderChange(reader.kind(), reader.name(), gained, lost));
      }
    }
    List<CreatedFile> someCreated = new ArrayList<>();
    for (CreatedFile file : created) {
      if (file.file().isAtOrBelow(path)) {
        someCreated.add(file);
      }
    }
    List<NewRecipient> someRecipients = new ArrayList<>();
    for (NewRecipient recipient : newRecipients) {
      List<EncryptedFile> files = at(path, recipient.files());
      if (!files.isEmpty()) {
        someRecipients.add(
            new NewRecipient(
                recipient.recipient(), recipient.owner(), recipient.publishedIn(), files));
      }
    }
    return new AccessChange(
        someReaders,
        someCreated,
        at(path, deleted),
        at(path, reencrypted),
        List.of(),
        someRecipients);
  }

  private static List<EncryptedFile> at(String path, List<EncryptedFile> files) {
    List<EncryptedFile> some = new ArrayList<>();
    for (EncryptedFile file : files) {
      if (file.isAtOrBelow(path)) {
        some.add(file);
      }
    }
    return some;
  }

  /** What some readers gain and lose, files that they alone or with others read from now on. */
  public AccessChange by(Collection<Reader> wanted) {
    Set<String> phrases = new HashSet<>();
    for (Reader reader : wanted) {
      phrases.add(reader.phrase());
    }
    List<ReaderChange> someReaders = new ArrayList<>();
    for (ReaderChange reader : readers) {
      if (wanted.contains(new Reader(reader.kind(), reader.name()))) {
        someReaders.add(reader);
      }
    }
    List<CreatedFile> someCreated = new ArrayList<>();
    for (CreatedFile file : created) {
      for (String reader : file.readers()) {
        if (phrases.contains(reader)) {
          someCreated.add(file);
          break;
        }
      }
    }
    List<NewRecipient> someRecipients = new ArrayList<>();
    for (NewRecipient recipient : newRecipients) {
      if (phrases.contains(recipient.owner().orElse(recipient.recipient()))) {
        someRecipients.add(recipient);
      }
    }
    return new AccessChange(
        someReaders, someCreated, List.of(), List.of(), List.of(), someRecipients);
  }

  /** Compares two states of a fleet. */
  public static AccessChange between(
      Fleet base, Owners baseOwners, Fleet checked, Owners checkedOwners) {
    return between(base, baseOwners, checked, checkedOwners, Set.of());
  }

  /**
   * Compares two states of a fleet.
   *
   * @param unchanged paths of files that are the same in both, which one of the states may lack
   */
  public static AccessChange between(
      Fleet base, Owners baseOwners, Fleet checked, Owners checkedOwners, Set<String> unchanged) {
    return new Comparison(base, baseOwners, checked, checkedOwners, unchanged).result();
  }

  /**
   * A file on one side.
   *
   * @param clan whether it is a secret of clan, as opposed to one under {@code .sops.yaml}
   */
  private record Side(EncryptedFile file, SopsFile contents, boolean clan) {

    Map<String, KeyType> recipients() {
      Map<String, KeyType> recipients = new LinkedHashMap<>();
      for (MasterKey key : contents.keys()) {
        recipients.put(key.identifier(), key.type());
      }
      return recipients;
    }
  }

  /** The files that one reader gains and loses. */
  private static final class Balance {
    final List<EncryptedFile> gained = new ArrayList<>();
    final List<EncryptedFile> lost = new ArrayList<>();
  }

  /** One comparison. */
  private static final class Comparison {

    private final Fleet base;
    private final Owners baseOwners;
    private final Fleet checked;
    private final Owners checkedOwners;
    private final Set<String> unchanged;
    private final SortedMap<Reader, Balance> readers = new TreeMap<>();
    private final List<CreatedFile> created = new ArrayList<>();
    private final List<EncryptedFile> deleted = new ArrayList<>();
    private final List<EncryptedFile> reencrypted = new ArrayList<>();
    private final SortedMap<String, List<Side>> newcomers = new TreeMap<>();

    Comparison(
        Fleet base, Owners baseOwners, Fleet checked, Owners checkedOwners, Set<String> unchanged) {
      this.unchanged = unchanged;
      this.base = base;
      this.baseOwners = baseOwners;
      this.checked = checked;
      this.checkedOwners = checkedOwners;
    }

    AccessChange result() {
      SortedMap<String, Side> before = sides(base);
      SortedMap<String, Side> after = sides(checked);
      for (Side was : before.values()) {
        if (!after.containsKey(was.file().path())) {
          deleted.add(was.file());
        }
      }
      for (Side is : after.values()) {
        Side was = before.get(is.file().path());
        if (was == null) {
          create(is);
        } else {
          compare(was, is);
        }
      }
      List<ReaderChange> changes = new ArrayList<>();
      for (Map.Entry<Reader, Balance> reader : readers.entrySet()) {
        changes.add(
            new ReaderChange(
                reader.getKey().kind(),
                reader.getKey().name(),
                reader.getValue().gained,
                reader.getValue().lost));
      }
      return new AccessChange(
          changes, created, deleted, reencrypted, keyChanges(), newRecipients());
    }

    private SortedMap<String, Side> sides(Fleet fleet) {
      SortedMap<String, Side> sides = new TreeMap<>();
      for (Secret secret : fleet.secrets()) {
        if (secret.contents().isPresent() && !unchanged.contains(secret.path())) {
          EncryptedFile file = new EncryptedFile(secret.placement().label(), secret.path());
          sides.put(file.path(), new Side(file, secret.contents().get(), true));
        }
      }
      for (RuledFile ruled : fleet.ruledFiles()) {
        if (!unchanged.contains(ruled.path())) {
          EncryptedFile file = new EncryptedFile(ruled.path(), ruled.path());
          sides.put(file.path(), new Side(file, ruled.contents(), false));
        }
      }
      return sides;
    }

    private void create(Side is) {
      SortedSet<Reader> able = new TreeSet<>();
      for (Map.Entry<String, KeyType> recipient : is.recipients().entrySet()) {
        able.addAll(readers(recipient, checkedOwners, baseOwners));
        noteNewcomer(recipient.getKey(), is);
      }
      List<String> phrases = new ArrayList<>();
      for (Reader reader : able) {
        phrases.add(reader.phrase());
      }
      created.add(new CreatedFile(is.file(), phrases));
    }

    private void compare(Side was, Side is) {
      if (!was.contents().ciphertext().equals(is.contents().ciphertext())) {
        reencrypted.add(is.file());
      }
      Map<String, KeyType> before = was.recipients();
      Map<String, KeyType> after = is.recipients();
      if (before.keySet().equals(after.keySet())) {
        return;
      }
      for (String recipient : after.keySet()) {
        if (!before.containsKey(recipient)) {
          noteNewcomer(recipient, is);
        }
      }
      SortedSet<Reader> could = new TreeSet<>();
      for (Map.Entry<String, KeyType> recipient : before.entrySet()) {
        could.addAll(readers(recipient, baseOwners, checkedOwners));
      }
      SortedSet<Reader> can = new TreeSet<>();
      for (Map.Entry<String, KeyType> recipient : after.entrySet()) {
        can.addAll(readers(recipient, checkedOwners, baseOwners));
      }
      for (Reader reader : can) {
        if (!could.contains(reader)) {
          balance(reader).gained.add(is.file());
        }
      }
      for (Reader reader : could) {
        if (!can.contains(reader)) {
          balance(reader).lost.add(is.file());
        }
      }
    }

    private Balance balance(Reader reader) {
      Balance balance = readers.get(reader);
      if (balance == null) {
        balance = new Balance();
        readers.put(reader, balance);
      }
      return balance;
    }

    /** Those who have a key on its own side; a key that nobody has there, on the other. */
    private static List<Reader> readers(
        Map.Entry<String, KeyType> recipient, Owners own, Owners other) {
      return Reader.having(
          recipient.getValue(), recipient.getKey(), own.isKnown(recipient.getKey()) ? own : other);
    }

    private void noteNewcomer(String recipient, Side side) {
      if (baseOwners.isKnown(recipient)) {
        return;
      }
      List<Side> files = newcomers.get(recipient);
      if (files == null) {
        files = new ArrayList<>();
        newcomers.put(recipient, files);
      }
      files.add(side);
    }

    private List<NewRecipient> newRecipients() {
      SortedMap<String, NewRecipient> sorted = new TreeMap<>();
      for (Map.Entry<String, List<Side>> newcomer : newcomers.entrySet()) {
        String recipient = newcomer.getKey();
        boolean clan = false;
        List<EncryptedFile> files = new ArrayList<>();
        for (Side side : newcomer.getValue()) {
          files.add(side.file());
          clan |= side.clan();
        }
        Optional<String> owner = checkedOwners.describe(recipient);
        sorted.put(
            owner.orElse("\uffff") + '\n' + recipient,
            new NewRecipient(recipient, owner, publishedIn(recipient, clan), files));
      }
      return new ArrayList<>(sorted.values());
    }

    /** Where a key stands now; it stood nowhere in the base. */
    private Optional<String> publishedIn(String recipient, boolean clan) {
      for (Owners.Owner owner : checkedOwners.of(recipient)) {
        KeyHolder holder =
            switch (owner.kind()) {
              case USER -> checked.users().get(owner.name());
              case MACHINE -> checked.keyedMachines().get(owner.name());
              case ANCHOR -> null;
            };
        if (holder != null) {
          return Optional.of(holder.keyFile());
        }
      }
      if (!clan) {
        for (Owners.OwnedAnchor owned : checkedOwners.anchors()) {
          if (owned.anchor().value().equals(recipient)) {
            return Optional.of(owned.file());
          }
        }
      }
      return Optional.empty();
    }

    private List<KeyChange> keyChanges() {
      List<KeyChange> changes = new ArrayList<>();
      addHolders(KeyHolderKind.USER, base.users(), checked.users(), changes);
      addHolders(KeyHolderKind.MACHINE, base.keyedMachines(), checked.keyedMachines(), changes);
      addAnchors(changes);
      return changes;
    }

    private static void addHolders(
        KeyHolderKind kind,
        Map<String, KeyHolder> before,
        Map<String, KeyHolder> after,
        List<KeyChange> changes) {
      SortedMap<String, KeyHolder> all = new TreeMap<>(before);
      all.putAll(after);
      for (KeyHolder holder : all.values()) {
        add(
            kind,
            holder.name(),
            holder.keyFile(),
            keys(before.get(holder.name())),
            keys(after.get(holder.name())),
            changes);
      }
    }

    private static Set<String> keys(@Nullable KeyHolder holder) {
      Set<String> keys = new LinkedHashSet<>();
      if (holder != null) {
        for (PublishedKey key : holder.keys()) {
          keys.add(key.text());
        }
      }
      return keys;
    }

    private void addAnchors(List<KeyChange> changes) {
      SortedMap<String, Map<String, Set<String>>> before = anchors(baseOwners);
      SortedMap<String, Map<String, Set<String>>> after = anchors(checkedOwners);
      SortedMap<String, Set<String>> names = new TreeMap<>();
      addNames(before, names);
      addNames(after, names);
      for (Map.Entry<String, Set<String>> name : names.entrySet()) {
        for (String file : name.getValue()) {
          add(
              KeyHolderKind.ANCHOR,
              name.getKey(),
              file,
              before.getOrDefault(name.getKey(), Map.of()).getOrDefault(file, Set.of()),
              after.getOrDefault(name.getKey(), Map.of()).getOrDefault(file, Set.of()),
              changes);
        }
      }
    }

    /** Keys by the anchor's name and then by its file. */
    private static SortedMap<String, Map<String, Set<String>>> anchors(Owners owners) {
      SortedMap<String, Map<String, Set<String>>> anchors = new TreeMap<>();
      for (Owners.OwnedAnchor owned : owners.anchors()) {
        Map<String, Set<String>> files = anchors.get(owned.anchor().name());
        if (files == null) {
          files = new LinkedHashMap<>();
          anchors.put(owned.anchor().name(), files);
        }
        Set<String> values = files.get(owned.file());
        if (values == null) {
          values = new LinkedHashSet<>();
          files.put(owned.file(), values);
        }
        values.add(owned.anchor().value());
      }
      return anchors;
    }

    private static void addNames(
        Map<String, Map<String, Set<String>>> anchors, SortedMap<String, Set<String>> names) {
      for (Map.Entry<String, Map<String, Set<String>>> anchor : anchors.entrySet()) {
        Set<String> files = names.get(anchor.getKey());
        if (files == null) {
          files = new LinkedHashSet<>();
          names.put(anchor.getKey(), files);
        }
        files.addAll(anchor.getValue().keySet());
      }
    }

    private static void add(
        KeyHolderKind kind,
        String name,
        String path,
        Set<String> before,
        Set<String> after,
        List<KeyChange> changes) {
      List<String> added = without(after, before);
      List<String> removed = without(before, after);
      if (!added.isEmpty() || !removed.isEmpty()) {
        changes.add(new KeyChange(kind, name, path, added, removed));
      }
    }

    private static List<String> without(Set<String> all, Set<String> others) {
      List<String> rest = new ArrayList<>();
      for (String one : all) {
        if (!others.contains(one)) {
          rest.add(one);
        }
      }
      return rest;
    }
  }
}
