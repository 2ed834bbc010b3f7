package org.keytally.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.check.AccessChange.EncryptedFile;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.MemberLink;
import org.keytally.clan.Owners;
import org.keytally.clan.Placement;
import org.keytally.clan.PublishedKey;
import org.keytally.clan.Readership;
import org.keytally.clan.RuledFile;
import org.keytally.clan.Secret;
import org.keytally.sops.CreationRule;
import org.keytally.sops.KeyType;
import org.keytally.sops.MasterKey;
import org.keytally.sops.RuleKey;
import org.keytally.sops.SopsFile;
import org.keytally.sops.SopsProblem;

/**
 * Who can read what, and why: every encrypted file with the keys that open it, whose they are, and
 * what gives them to it. The recipients in the files decide who can read; links, groups and
 * creation rules are the reasons. Immutable.
 *
 * @param readers everybody who has a key, and the keys of nobody that open something; sorted
 * @param rows one for each encrypted file, sorted by label and path
 */
public record Access(List<Reader> readers, List<Row> rows) {

  public Access {
    readers = List.copyOf(readers);
    rows = List.copyOf(rows);
  }

  /** What a file is; spelled in lower case in reports. */
  public enum Kind {
    /** Of {@code sops/secrets}. */
    SECRET,
    /** Of {@code vars}. */
    VAR,
    /** Encrypted by people with sops, under {@code .sops.yaml}. */
    FILE
  }

  /** Whether a key is needed to read a file; spelled in lower case in reports. */
  public enum Protection {
    ENCRYPTED,
    /** Everybody who has the repository reads it. */
    CLEAR,
    /** It is no whole sops file, so that nobody can tell who reads it. */
    UNREADABLE
  }

  /** How a reader stands to a file, best explained first; spelled in lower case in reports. */
  public enum Standing {
    /** Reads it, and something says that it should. */
    GRANTED,
    /** Reads it, and nothing says that it should. */
    UNGRANTED,
    /** Should read it, but the file is not encrypted to its key. */
    MISSING,
    NONE
  }

  /** Why a key should open a file, or what else explains that it does. */
  public sealed interface Reason {

    /** Whether it says that the key should open the file. */
    default boolean grants() {
      return true;
    }

    /**
     * A link of the secret to the key's owner.
     *
     * @param path of the link
     */
    record Link(String path) implements Reason {}

    /**
     * A group that the owner is a member of.
     *
     * @param path of the secret's link to the group
     * @param membership path of the group's link to the owner
     */
    record Group(String name, String path, String membership) implements Reason {}

    /**
     * A creation rule of {@code .sops.yaml}.
     *
     * @param path of the {@code .sops.yaml}
     * @param line of the rule, from 1
     * @param pathRegex absent for a rule that takes every file
     */
    record Rule(String path, int line, Optional<String> pathRegex) implements Reason {}

    /** Nix declares it in the manifest; the link is still to be made. */
    record Declared() implements Reason {}

    /** No creation rule takes the file: whoever encrypted it chose the keys. */
    record Ungoverned() implements Reason {}

    /** The key that a machine had before its key was replaced. */
    record FormerKey(String machine) implements Reason {
      @Override
      public boolean grants() {
        return false;
      }
    }
  }

  /**
   * A key that opens a file or should.
   *
   * @param recipient in full
   * @param opens whether the file is encrypted to it
   * @param reasons empty where nothing says that it should
   */
  public record Key(
      Reader reader, KeyType type, String recipient, boolean opens, List<Reason> reasons) {

    public Key {
      reasons = List.copyOf(reasons);
    }

    /** How the key's owner stands to the file by this key. */
    public Standing standing() {
      if (!opens) {
        return Standing.MISSING;
      }
      for (Reason reason : reasons) {
        if (reason.grants()) {
          return Standing.GRANTED;
        }
      }
      return Standing.UNGRANTED;
    }
  }

  /**
   * An encrypted file.
   *
   * @param groups how many key groups it has
   * @param needed of how many groups a key is needed (sops: {@code shamir_threshold}); 1 for nearly
   *     all files
   * @param keys those that open it first, then by reader and recipient
   */
  public record Row(
      EncryptedFile file,
      Kind kind,
      Protection protection,
      int groups,
      int needed,
      List<Key> keys) {

    public Row {
      keys = List.copyOf(keys);
    }

    /** How a reader stands to the file by the best of its keys. */
    public Standing standing(Reader reader) {
      return standings().getOrDefault(reader, Standing.NONE);
    }

    /** How everybody who has one of the keys stands to the file. */
    public SortedMap<Reader, Standing> standings() {
      SortedMap<Reader, Standing> standings = new TreeMap<>();
      for (Key key : keys) {
        Standing other = standings.get(key.reader());
        if (other == null || key.standing().compareTo(other) < 0) {
          standings.put(key.reader(), key.standing());
        }
      }
      return standings;
    }
  }

  /** Finds out for one state of a fleet. */
  public static Access of(Evidence evidence) {
    return new Survey(evidence).access();
  }

  /** Only the files of a path, as {@link EncryptedFile#isAtOrBelow} understands it. */
  public Access at(String path) {
    List<Row> kept = new ArrayList<>();
    for (Row row : rows) {
      if (row.file().isAtOrBelow(path)) {
        kept.add(row);
      }
    }
    return new Access(readers, kept);
  }

  /** Without readers who read nothing and should read nothing. */
  public Access withoutIdleReaders() {
    SortedSet<Reader> busy = new TreeSet<>();
    for (Row row : rows) {
      for (Key key : row.keys()) {
        busy.add(key.reader());
      }
    }
    return new Access(List.copyOf(busy), rows);
  }

  /** Only these readers and the files that they read or should. */
  public Access by(Collection<Reader> wanted) {
    Set<Reader> chosen = new HashSet<>(wanted);
    List<Row> kept = new ArrayList<>();
    for (Row row : rows) {
      List<Key> keys = new ArrayList<>();
      for (Key key : row.keys()) {
        if (chosen.contains(key.reader())) {
          keys.add(key);
        }
      }
      if (!keys.isEmpty()) {
        kept.add(with(row, keys));
      }
    }
    return new Access(List.copyOf(new TreeSet<>(chosen)), kept);
  }

  /** Only what one key opens or should. */
  public Access byKey(String recipient) {
    List<Row> kept = new ArrayList<>();
    SortedSet<Reader> owners = new TreeSet<>();
    for (Row row : rows) {
      List<Key> keys = new ArrayList<>();
      for (Key key : row.keys()) {
        if (key.recipient().equals(recipient)) {
          keys.add(key);
          owners.add(key.reader());
        }
      }
      if (!keys.isEmpty()) {
        kept.add(with(row, keys));
      }
    }
    return new Access(List.copyOf(owners), kept);
  }

  private static Row with(Row row, List<Key> keys) {
    return new Row(row.file(), row.kind(), row.protection(), row.groups(), row.needed(), keys);
  }

  /** How many files a reader can read. */
  public int reads(Reader reader) {
    int count = 0;
    for (Row row : rows) {
      Standing standing = row.standing(reader);
      count += standing == Standing.GRANTED || standing == Standing.UNGRANTED ? 1 : 0;
    }
    return count;
  }

  /** One look over a fleet. */
  private static final class Survey {

    private final Evidence evidence;
    private final Owners owners;
    private final Readership readership;
    private final Map<String, List<Reader>> readersOf = new HashMap<>();
    private final Map<String, String> formerKeys = new HashMap<>();
    private final SortedSet<Reader> readers = new TreeSet<>();
    private final List<Row> rows = new ArrayList<>();

    Survey(Evidence evidence) {
      this.evidence = evidence;
      this.owners = evidence.owners();
      this.readership = Readership.of(evidence.fleet());
      for (Map.Entry<String, Drift.StaleMachine> stale : evidence.drift().stale().entrySet()) {
        for (String key : stale.getValue().formerKeys()) {
          formerKeys.put(key, stale.getKey());
        }
      }
    }

    Access access() {
      for (KeyHolder user : evidence.fleet().users().values()) {
        readers.add(new Reader(Reader.Kind.PERSON, owners.personOf(user.name())));
      }
      for (KeyHolder machine : evidence.fleet().keyedMachines().values()) {
        readers.add(new Reader(Reader.Kind.MACHINE, machine.name()));
      }
      for (Owners.OwnedAnchor anchor : owners.anchors()) {
        readers.addAll(readers(KeyType.AGE, anchor.anchor().value()));
      }
      for (Secret secret : evidence.fleet().secrets()) {
        if (secret.contents().isPresent()) {
          add(secret, secret.contents().get());
        }
      }
      for (RuledFile ruled : evidence.fleet().ruledFiles()) {
        add(ruled);
      }
      rows.sort(Survey::compare);
      return new Access(List.copyOf(readers), rows);
    }

    private static int compare(Row one, Row other) {
      int order = one.file().label().compareTo(other.file().label());
      return order == 0 ? one.file().path().compareTo(other.file().path()) : order;
    }

    private void add(Secret secret, SopsFile contents) {
      SortedMap<String, Wanted> wanted = new TreeMap<>();
      for (Map.Entry<String, List<Readership.Reason>> key : readership.reasons(secret).entrySet()) {
        boolean usable = false;
        List<Reason> reasons = new ArrayList<>();
        for (Readership.Reason reason : key.getValue()) {
          usable |= reason.key().isUsable();
          reasons.add(reason(reason));
        }
        // A key with blanks around it is reported at its key.json; here it counts as what it means.
        wanted.put(
            key.getKey().strip(), new Wanted(type(key.getValue().get(0).key()), usable, reasons));
      }
      Set<String> declared =
          evidence.completeness().isPresent()
              ? evidence
                  .completeness()
                  .get()
                  .wantedUnlinked()
                  .getOrDefault(secret.directory(), Set.of())
              : Set.of();
      for (String recipient : declared) {
        wanted.putIfAbsent(
            recipient, new Wanted(KeyType.AGE, false, List.of(new Reason.Declared())));
      }
      EncryptedFile file = new EncryptedFile(secret.placement().label(), secret.path());
      Kind kind = secret.placement() instanceof Placement.PlainSecret ? Kind.SECRET : Kind.VAR;
      add(file, kind, contents, wanted, List.of());
    }

    private static KeyType type(PublishedKey key) {
      return key.type().equals("pgp") ? KeyType.PGP : KeyType.AGE;
    }

    private static Reason reason(Readership.Reason reason) {
      String link = reason.link().path();
      Optional<MemberLink> membership = reason.membership();
      return membership.isPresent()
          ? new Reason.Group(
              reason.group().orElse(reason.link().name()), link, membership.get().path())
          : new Reason.Link(link);
    }

    private void add(RuledFile ruled) {
      SortedMap<String, Wanted> wanted = new TreeMap<>();
      List<Reason> others = List.of();
      if (ruled.rule().isPresent() && ruled.config().isPresent()) {
        CreationRule rule = ruled.rule().get();
        Reason reason =
            new Reason.Rule(
                ruled.config().get().path(),
                rule.line(),
                rule.pathRegex().isPresent()
                    ? Optional.of(rule.pathRegex().get().pattern())
                    : Optional.empty());
        for (List<RuleKey> group : rule.groups()) {
          for (RuleKey key : group) {
            wanted.put(key.identifier(), new Wanted(key.type(), true, List.of(reason)));
          }
        }
      } else {
        others = List.of(new Reason.Ungoverned());
      }
      EncryptedFile file = new EncryptedFile(ruled.path(), ruled.path());
      add(file, Kind.FILE, ruled.contents(), wanted, others);
    }

    /**
     * A key that should open a file.
     *
     * @param demanded whether it is amiss that the file is not encrypted to it
     */
    private record Wanted(KeyType type, boolean demanded, List<Reason> reasons) {}

    private void add(
        EncryptedFile file,
        Kind kind,
        SopsFile contents,
        SortedMap<String, Wanted> wanted,
        List<Reason> others) {
      Protection protection = protection(contents);
      List<Key> keys = new ArrayList<>();
      if (protection == Protection.ENCRYPTED) {
        Set<String> present = new HashSet<>();
        for (MasterKey key : contents.keys()) {
          if (present.add(key.identifier())) {
            Wanted asked = wanted.get(key.identifier());
            List<Reason> reasons = asked == null ? others : asked.reasons();
            String machine = formerKeys.get(key.identifier());
            if (asked == null && machine != null) {
              reasons = List.of(new Reason.FormerKey(machine));
            }
            add(key.type(), key.identifier(), true, reasons, keys);
          }
        }
        for (Map.Entry<String, Wanted> asked : wanted.entrySet()) {
          if (asked.getValue().demanded() && !present.contains(asked.getKey())) {
            Wanted missing = asked.getValue();
            add(missing.type(), asked.getKey(), false, missing.reasons(), keys);
          }
        }
      }
      keys.sort(Survey::compare);
      int groups = contents.groups().size();
      int needed =
          groups < 2 ? 1 : contents.shamirThreshold() == 0 ? groups : contents.shamirThreshold();
      rows.add(new Row(file, kind, protection, groups, needed, keys));
    }

    private static int compare(Key one, Key other) {
      int order = Boolean.compare(other.opens(), one.opens());
      if (order == 0) {
        order = one.reader().compareTo(other.reader());
      }
      return order == 0 ? one.recipient().compareTo(other.recipient()) : order;
    }

    private void add(
        KeyType type, String recipient, boolean opens, List<Reason> reasons, List<Key> keys) {
      for (Reader reader : readers(type, recipient)) {
        readers.add(reader);
        keys.add(new Key(reader, type, recipient, opens, reasons));
      }
    }

    private List<Reader> readers(KeyType type, String recipient) {
      return readersOf.computeIfAbsent(recipient, k -> Reader.having(type, recipient, owners));
    }

    private static Protection protection(SopsFile contents) {
      for (SopsProblem problem : contents.problems()) {
        if (problem.kind() == SopsProblem.Kind.NO_METADATA) {
          return Protection.CLEAR;
        }
      }
      return Drift.recipientsAreReadable(contents) ? Protection.ENCRYPTED : Protection.UNREADABLE;
    }
  }
}
