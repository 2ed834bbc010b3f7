package org.keytally.repair;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.age.Identity;
import org.keytally.age.IdentityFile;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Prompt;
import org.keytally.age.X25519Identity;
import org.keytally.check.Check;
import org.keytally.check.Evidence;
import org.keytally.check.Finding;
import org.keytally.check.Selection;
import org.keytally.check.ShellWord;
import org.keytally.clan.ClanDirectoryException;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.clan.Group;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.MemberKind;
import org.keytally.clan.MemberLink;
import org.keytally.clan.Owners;
import org.keytally.clan.Placement;
import org.keytally.clan.Readership;
import org.keytally.clan.Secret;
import org.keytally.config.Configuration;
import org.keytally.config.Severity;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;
import org.keytally.sops.KeyType;
import org.keytally.sops.MasterKey;
import org.keytally.sops.SopsDocument;
import org.keytally.sops.SopsException;
import org.keytally.sops.SopsFile;
import org.keytally.sops.SopsFileReader;

/**
 * Plans that replace or take away keys everywhere they matter, in an order that never locks anybody
 * out (clan-repository 10.6 and 10.7). Reads only. One object makes one plan, for one state of a
 * work tree; {@link #next} goes on from what the plan leaves.
 */
public final class Rotator {

  private static final String NEW_DATA_KEY = "new data key";
  private static final String KEY_FILES = "published keys";
  private static final String BESIDE = "new key beside the old";
  private static final String DROPPED = "old key dropped, new data key";
  private static final String LINKS = "member links";
  private static final String REVOKED = "key taken away, new data key";
  private static final String PRIVATE_PART = "private key of the machine";
  private static final String PRIVATE_KEY_SUFFIX = "-age.key";

  /** In bytes; what is larger is no file of clan. */
  private static final long LARGEST = 16L << 20;

  /** What makes it unclear who should read the files of the owner whose key is replaced. */
  private static final Set<String> UNSOUND =
      Set.of(
          "git-unmerged",
          "key-invalid",
          "link-not-a-link",
          "link-outside",
          "link-wrong-kind",
          "machine-key-stale",
          "recipient-extra",
          "recipient-missing",
          "recipient-unknown",
          "rule-recipient-drift",
          "secret-malformed",
          "sops-config-invalid");

  private final Snapshot snapshot;
  private final Configuration configuration;
  private final List<Identity> identities;
  private final Set<String> trusted;
  private final Draft draft;
  private final Reencryption reencryption;
  private final Fleet fleet;
  private final Owners owners;

  /**
   * For one state of a work tree.
   *
   * @param fleet as it was read from the snapshot, by the same configuration
   * @param identities private keys at hand, owned by the caller, open until the plan is applied
   * @param trusted names of users or machines of whom the person says that they can read their
   *     files
   */
  public Rotator(
      Snapshot snapshot,
      Fleet fleet,
      Configuration configuration,
      List<Identity> identities,
      Set<String> trusted) {
    this.snapshot = snapshot;
    this.configuration = configuration;
    this.identities = List.copyOf(identities);
    this.trusted = Set.copyOf(trusted);
    this.draft = new Draft(snapshot);
    this.reencryption = new Reencryption(draft, identities, trusted);
    this.fleet = fleet;
    this.owners = Owners.of(fleet, configuration);
  }

  /** The proof that what was written is what the plan of this rotator meant. */
  public Transaction.ReadBack readBack() {
    return reencryption;
  }

  /** For the state that the plan of this rotator leaves. */
  public Rotator next() throws RepositoryException, ClanDirectoryException {
    Snapshot left = draft.snapshot();
    Fleet changed = FleetReader.read(left, configuration);
    return new Rotator(left, changed, configuration, identities, trusted);
  }

  /** The same with another private key at hand; the caller owns it. */
  public Rotator with(Identity identity) {
    List<Identity> all = new ArrayList<>(identities);
    all.add(identity);
    return new Rotator(snapshot, fleet, configuration, all, trusted);
  }

  /**
   * A person by name: all clan users and anchors of the configured person, or of the one clan user
   * of that name; or else the anchors that carry it, as of a service.
   *
   * @return absent where nobody is called so
   */
  public Optional<RotationTarget> user(String name) {
    return user(name, true);
  }

  /**
   * The same without other users of the same person, where one user is named and not the person.
   */
  public Optional<RotationTarget> userAlone(String name) {
    return user(name, false);
  }

  private Optional<RotationTarget> user(String name, boolean withSharers) {
    String person = fleet.users().containsKey(name) ? owners.personOf(name) : name;
    boolean whole = person.equals(name);
    List<KeyHolder> holders = new ArrayList<>();
    Set<String> keys = new LinkedHashSet<>();
    KeyHolder named = fleet.users().get(name);
    if (named != null) {
      named.keys().forEach(key -> keys.add(key.text()));
    }
    for (KeyHolder user : fleet.users().values()) {
      boolean shares = user.keys().stream().anyMatch(key -> keys.contains(key.text()));
      if (owners.personOf(user.name()).equals(person)
          && (whole || user.name().equals(name) || (withSharers && shares))) {
        holders.add(user);
      }
    }
    List<Owners.OwnedAnchor> anchors = new ArrayList<>();
    for (Owners.OwnedAnchor anchor : owners.anchors()) {
      boolean isOwn =
          anchor.person().isPresent()
              && owners.personOf(anchor.person().get()).equals(person)
              && (whole || keys.contains(anchor.anchor().value()));
      boolean carriesName =
          holders.isEmpty()
              && anchor.isExternal()
              && (anchor.anchor().name().equals(name)
                  || anchor.anchor().name().equals(name + KeyPlaces.NEXT));
      if (isOwn || carriesName) {
        anchors.add(anchor);
      }
    }
    return holders.isEmpty() && anchors.isEmpty()
        ? Optional.empty()
        : Optional.of(new RotationTarget(name, false, holders, anchors));
  }

  /** A machine that has a key in clan. */
  public Optional<RotationTarget> machine(String name) {
    KeyHolder machine = fleet.keyedMachines().get(name);
    if (machine == null) {
      return Optional.empty();
    }
    List<Owners.OwnedAnchor> anchors = new ArrayList<>();
    for (Owners.OwnedAnchor anchor : owners.anchors()) {
      if (anchor.machine().isPresent() && anchor.machine().get().equals(name)) {
        anchors.add(anchor);
      }
    }
    return Optional.of(new RotationTarget(name, true, List.of(machine), anchors));
  }

  /** The names of all clan users or machines, for a question about a name that is not known. */
  public Set<String> names(boolean machines) {
    return (machines ? fleet.keyedMachines() : fleet.users()).keySet();
  }

  /**
   * Gives files new data keys and initialisation vectors; readers stay. What no private key at hand
   * opens, and what a key of another service would have to wrap, is passed over by name.
   *
   * @param paths of files or folders, relative to the repository root; none for all files
   * @throws RepairException if one of the paths has no encrypted file
   */
  public Rotation dataKeys(Collection<String> paths) throws RepositoryException, RepairException {
    List<Turn> turns = new ArrayList<>();
    for (EncryptedFile file : selected(paths)) {
      turns.add(
          Turn.of(
              file,
              new Reencryption.Wish(
                  file.contents().groups(),
                  true,
                  Optional.empty(),
                  NEW_DATA_KEY,
                  List.of(owners))));
    }
    change(turns);
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

  /**
   * Puts a new key beside the old ones: in the owner's key files, in {@code .sops.yaml} and in all
   * encrypted files that the owner reads. The tree has to be sound as far as the owner goes.
   *
   * @param old keys of the target
   * @param key the new one, as sops spells it
   * @param alone the private key of the new one, which then has to open each file without help
   */
  public Rotation addKey(
      RotationTarget target, Set<String> old, String key, Optional<Identity> alone)
      throws RepositoryException, ClanDirectoryException {
    requireSound(target, old);
    for (KeyHolder holder : target.holders()) {
      boolean concerned = holder.keys().stream().anyMatch(known -> old.contains(known.text()));
      if (concerned && !holder.has(key)) {
        rewriteKeys(holder, Set.of(), Set.of(key));
      }
    }
    KeyPlaces places = new KeyPlaces(fleet, owners, draft, target, old);
    places.addBeside(key);
    After after = after();
    List<Turn> turns = new ArrayList<>();
    for (EncryptedFile file : EncryptedFile.of(after.fleet())) {
      if (after.wants(file, key, file.isFor(old)) && !file.isFor(Set.of(key))) {
        List<List<MasterKey>> groups = beside(file, old, key);
        if (!groups.equals(file.contents().groups())) {
          turns.add(
              Turn.of(
                  file,
                  new Reencryption.Wish(
                      groups, false, alone, BESIDE, List.of(after.owners(), owners))));
        }
      }
    }
    change(turns);
    return new Rotation(draft.steps(), draft.obstacles(), List.of(), List.of(), List.of());
  }

  /**
   * Takes the old keys away where the new one stands beside them, and gives every file that they
   * could read a new data key.
   *
   * @param alone the private key of the new one; absent where it is not at hand, so that another
   *     remaining reader has to prove each file
   */
  public Rotation dropKey(
      RotationTarget target, Set<String> old, String key, Optional<Identity> alone)
      throws RepositoryException, ClanDirectoryException {
    for (KeyHolder holder : target.holders()) {
      boolean concerned = holder.keys().stream().anyMatch(known -> old.contains(known.text()));
      if (concerned && !holder.has(key)) {
        missing(holder.keyFile());
      } else if (concerned) {
        rewriteKeys(holder, old, Set.of());
      }
    }
    KeyPlaces places = new KeyPlaces(fleet, owners, draft, target, old);
    places.putInstead(key);
    After after = after();
    List<ExposedValue> values = new ArrayList<>();
    List<String> todo = new ArrayList<>();
    Set<String> sharers = places.sharers();
    List<Turn> turns = new ArrayList<>();
    for (EncryptedFile file : EncryptedFile.of(after.fleet())) {
      Set<String> gone = new LinkedHashSet<>();
      for (String known : old) {
        if (file.isFor(Set.of(known)) && !after.wants(file, known, !sharers.isEmpty())) {
          gone.add(known);
        }
      }
      if (gone.isEmpty()) {
        continue;
      }
      if (after.wants(file, key, true) && !file.isFor(Set.of(key))) {
        turns.add(Turn.without(file, () -> missing(file.path())));
        continue;
      }
      values.add(ExposedValue.of(file));
      turns.add(
          Turn.of(
              file,
              new Reencryption.Wish(
                  without(file, gone),
                  true,
                  file.isFor(Set.of(key)) ? alone : Optional.empty(),
                  DROPPED,
                  List.of(after.owners(), owners))));
    }
    change(turns).forEach(file -> todo.add(oldDataKey(file)));
    noteExcluded(old, todo);
    for (String sharer : sharers) {
      todo.add(
          sharer
              + " has the same key, which stays where "
              + sharer
              + " reads: keytally rotate "
              + (fleet.users().containsKey(sharer) ? "user " : "machine ")
              + ShellWord.quote(sharer));
    }
    return new Rotation(draft.steps(), draft.obstacles(), List.of(), values, todo);
  }

  /**
   * Takes a user away: the folder of the key, all links, the places in {@code .sops.yaml}, and the
   * keys from every file, which gets a new data key. What others need who have the same key stays.
   */
  public Rotation revokeUser(RotationTarget target)
      throws RepositoryException, ClanDirectoryException {
    for (KeyHolder holder : target.holders()) {
      String folder = holder.keyFile().substring(0, holder.keyFile().lastIndexOf('/'));
      for (TreeEntry entry : snapshot.below(folder)) {
        draft.delete(entry.path(), KEY_FILES);
      }
    }
    removeLinks(target);
    KeyPlaces places = new KeyPlaces(fleet, owners, draft, target, target.keys());
    places.takeOut(false);
    List<String> todo = new ArrayList<>();
    for (String sharer : places.sharers()) {
      todo.add(
          sharer
              + " has the same key, which stays where "
              + sharer
              + " reads, so that nothing is taken from whoever holds it: keytally rotate "
              + (fleet.users().containsKey(sharer) ? "user " : "machine ")
              + ShellWord.quote(sharer));
    }
    todo.add(
        "Nix files and .keytally.yaml may name "
            + target.name()
            + " still: git grep -nw "
            + ShellWord.quote(target.name()));
    return takeAway(target.keys(), !places.sharers().isEmpty(), todo);
  }

  /**
   * Takes one key away, wherever it stands and whosever it is.
   *
   * @param key as sops spells it
   * @throws RepairException if it stands nowhere
   */
  public Rotation revokeKey(String key)
      throws RepositoryException, ClanDirectoryException, RepairException {
    boolean found = false;
    List<KeyHolder> holders = new ArrayList<>(fleet.users().values());
    holders.addAll(fleet.keyedMachines().values());
    for (KeyHolder holder : holders) {
      if (holder.has(key)) {
        found = true;
        if (holder.keys().size() > 1) {
          rewriteKeys(holder, Set.of(key), Set.of());
        } else {
          onlyKey(holder);
        }
      }
    }
    for (Owners.OwnedAnchor anchor : owners.anchors()) {
      found |= anchor.anchor().value().equals(key);
    }
    for (EncryptedFile file : EncryptedFile.of(fleet)) {
      found |= file.isFor(Set.of(key));
    }
    if (!found) {
      throw new RepairException(key + " stands nowhere in this repository.");
    }
    RotationTarget nobody = new RotationTarget(key, false, List.of(), List.of());
    new KeyPlaces(fleet, owners, draft, nobody, Set.of(key)).takeOut(true);
    return takeAway(Set.of(key), false, new ArrayList<>());
  }

  private void onlyKey(KeyHolder holder) {
    boolean machine = holder.kind() == MemberKind.MACHINES;
    String name = ShellWord.quote(holder.name());
    draft.obstacle(
        holder.keyFile(),
        List.of(KEY_FILES),
        Need.CHOICE,
        "It is the only key of " + holder.name() + '.',
        machine
            ? "keytally rotate machine " + name
            : "Another key: keytally rotate user "
                + name
                + "; or none: keytally revoke user "
                + name);
  }

  private void removeLinks(RotationTarget target) throws RepositoryException {
    Set<String> emptied = new LinkedHashSet<>();
    for (Group group : fleet.groups().values()) {
      boolean left = !group.machines().isEmpty();
      boolean any = false;
      for (MemberLink link : group.users()) {
        if (leadsTo(link, target)) {
          unlink(link);
          any = true;
        } else {
          left = true;
        }
      }
      if (any && !left) {
        emptied.add(group.name());
      }
    }
    for (Secret secret : fleet.secrets()) {
      for (MemberLink link : secret.users()) {
        if (leadsTo(link, target)) {
          unlink(link);
        }
      }
      for (MemberLink link : secret.groups()) {
        if (emptied.contains(link.name())) {
          unlink(link);
        }
      }
    }
  }

  private void unlink(MemberLink link) throws RepositoryException {
    if (snapshot.entry(link.path()).isPresent() && PathText.isSafe(link.path())) {
      draft.delete(link.path(), LINKS);
    }
  }

  private static boolean leadsTo(MemberLink link, RotationTarget target) {
    for (KeyHolder holder : target.holders()) {
      if (holder.name().equals(link.name())
          || holder.name().equals(link.member().orElse(link.name()))) {
        return true;
      }
    }
    return false;
  }

  /** Takes keys out of all files where nobody wants them any more. */
  private Rotation takeAway(Set<String> keys, boolean otherwise, List<String> todo)
      throws RepositoryException, ClanDirectoryException {
    After after = after();
    List<ExposedValue> values = new ArrayList<>();
    List<Turn> turns = new ArrayList<>();
    for (EncryptedFile file : EncryptedFile.of(after.fleet())) {
      Set<String> gone = new LinkedHashSet<>();
      for (String key : keys) {
        if (file.isFor(Set.of(key)) && !after.wants(file, key, otherwise)) {
          gone.add(key);
        }
      }
      if (gone.isEmpty()) {
        continue;
      }
      values.add(ExposedValue.of(file));
      List<List<MasterKey>> left = without(file, gone);
      if (!hasPerson(file, left, after.owners())) {
        turns.add(Turn.without(file, () -> nobodyLeft(file)));
        continue;
      }
      turns.add(
          Turn.of(
              file,
              new Reencryption.Wish(
                  left, true, Optional.empty(), REVOKED, List.of(owners, after.owners()))));
    }
    change(turns).forEach(file -> todo.add(oldDataKey(file)));
    noteExcluded(keys, todo);
    if (!values.isEmpty()) {
      todo.add("what was committed before stays readable with the old key in every clone");
    }
    return new Rotation(draft.steps(), draft.obstacles(), List.of(), values, todo);
  }

  /** Names the files that the configuration excludes and that the keys still read. */
  private void noteExcluded(Set<String> keys, List<String> todo) throws RepositoryException {
    List<TreeEntry> excluded = new ArrayList<>();
    for (TreeEntry entry : snapshot.entries()) {
      boolean isFile = entry.mode() == FileMode.REGULAR || entry.mode() == FileMode.EXECUTABLE;
      if (isFile && configuration.excludes(entry.path())) {
        excluded.add(entry);
      }
    }
    snapshot.read(
        excluded,
        LARGEST,
        (entry, content) -> {
          Optional<SopsFile> file = SopsFileReader.read(entry.path(), content);
          if (file.isPresent() && readable(file.get(), keys)) {
            todo.add(
                entry.path()
                    + " is excluded in .keytally.yaml, so it is left alone; the old key still reads"
                    + " it");
          }
        });
  }

  private static boolean readable(SopsFile file, Set<String> keys) {
    for (MasterKey key : file.keys()) {
      if (keys.contains(key.identifier())) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasPerson(
      EncryptedFile file, List<List<MasterKey>> groups, Owners owners) {
    for (List<MasterKey> group : groups) {
      for (MasterKey key : group) {
        boolean person =
            file.secret().isPresent()
                ? owners.isUser(key.identifier())
                : owners.isPerson(key.identifier()) || isService(key.type());
        if (person) {
          return true;
        }
      }
    }
    return false;
  }

  /** A cloud key service lets in people whom the repository does not name. */
  private static boolean isService(KeyType type) {
    return switch (type) {
      case AGE, PGP -> false;
      case KMS, GCP_KMS, HCKMS, AZURE_KV, HC_VAULT -> true;
    };
  }

  /**
   * The private key of a machine in {@code sops/secrets}, if it is there.
   *
   * @return the path of the secret
   */
  public Optional<String> privatePart(RotationTarget machine) {
    return privateFile(machine).map(EncryptedFile::path);
  }

  /**
   * Opens the private key of a machine.
   *
   * @return owned by the caller; absent where there is none, or nothing at hand opens it
   */
  public Optional<Identity> openPrivatePart(RotationTarget machine) throws RepositoryException {
    Optional<EncryptedFile> file = privateFile(machine);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    byte[] plaintext = new byte[0];
    try {
      plaintext =
          SopsDocument.parse(file.get().contents().format(), draft.content(file.get().path()))
              .decrypt(identities);
      List<Identity> held = IdentityFile.parse(plaintext, Prompt.NOBODY);
      for (Identity other : held.subList(Math.min(1, held.size()), held.size())) {
        other.close();
      }
      return held.isEmpty() ? Optional.empty() : Optional.of(held.get(0));
    } catch (SopsException | MalformedKeyException e) {
      // Whoever needs it says what is missing.
      return Optional.empty();
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /**
   * As {@link #addKey} for a machine whose private key is in the repository: the new one takes its
   * place there, for the same readers.
   */
  public Rotation addMachineKey(RotationTarget target, Set<String> old, X25519Identity identity)
      throws RepositoryException, ClanDirectoryException {
    EncryptedFile file = privateFile(target).orElseThrow();
    List<List<String>> groups = new ArrayList<>();
    boolean foreign = false;
    for (List<MasterKey> group : file.contents().groups()) {
      List<String> recipients = new ArrayList<>();
      for (MasterKey key : group) {
        foreign |= key.type() != KeyType.AGE;
        recipients.add(key.identifier());
      }
      groups.add(recipients);
    }
    if (foreign) {
      draft.obstacle(
          file.path(),
          List.of(PRIVATE_PART),
          Need.CHOICE,
          "A key of another service reads it, for which only sops can encrypt the new one.",
          "Take that key out first, or store the new key with: clan secrets set");
    } else {
      reencryption.replace(file, groups, identity, PRIVATE_PART, List.of(owners));
    }
    return addKey(target, old, identity.publicKey().text(), Optional.of(identity));
  }

  private Optional<EncryptedFile> privateFile(RotationTarget machine) {
    for (EncryptedFile file : EncryptedFile.of(fleet)) {
      if (file.secret().isPresent()
          && file.secret().get().placement() instanceof Placement.PlainSecret plain
          && plain.name().equals(machine.name() + PRIVATE_KEY_SUFFIX)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private void missing(String path) {
    draft.obstacle(
        path,
        List.of(DROPPED),
        Need.CHOICE,
        "The new key does not stand beside the old one there yet.",
        "First: --phase add");
  }

  private void nobodyLeft(EncryptedFile file) {
    draft.obstacle(
        file.path(),
        List.of(REVOKED),
        Need.CHOICE,
        "No registered person could read it any more.",
        file.secret().isPresent()
            ? "Link another person first (clan secrets users add-secret), or delete it."
            : "Name another person in its creation rule first, or delete it.");
  }

  private static String oldDataKey(EncryptedFile file) {
    return file.path()
        + " keeps its data key, as nothing here can wrap a new one for all its readers; somebody"
        + " who can: sops rotate --in-place "
        + ShellWord.quote(file.path());
  }

  private void rewriteKeys(KeyHolder holder, Set<String> without, Set<String> with)
      throws RepositoryException {
    Optional<byte[]> text = KeyJson.changed(holder, without, with);
    if (text.isEmpty()) {
      draft.obstacle(
          holder.keyFile(),
          List.of(KEY_FILES),
          Need.CHOICE,
          "The key file cannot be rewritten: somebody has to look at it, or no key would be left.",
          "keytally repair --only key-invalid");
    } else {
      draft.rewrite(
          holder.keyFile(), text.get(), List.of(KEY_FILES), Need.NOTHING, Optional.empty());
    }
  }

  /** Refuses to build on findings about the files of the owner. */
  private void requireSound(RotationTarget target, Set<String> old) {
    Set<String> concerned = new LinkedHashSet<>();
    target.holders().forEach(holder -> concerned.add(holder.keyFile()));
    fleet.sopsConfigs().forEach(config -> concerned.add(config.path()));
    Readership readership = Readership.of(fleet);
    for (EncryptedFile file : EncryptedFile.of(fleet)) {
      boolean reads = file.isFor(old);
      if (file.secret().isPresent()) {
        for (String key : readership.recipients(file.secret().get())) {
          reads |= old.contains(key);
        }
      }
      if (reads) {
        concerned.add(file.path());
      }
    }
    Evidence evidence = new Evidence(fleet, configuration, Optional.empty(), Optional.empty());
    for (Finding finding : Check.run(evidence, new Selection(UNSOUND, Set.of()))) {
      List<String> paths = new ArrayList<>(finding.paths());
      finding.path().ifPresent(paths::add);
      for (String path : paths) {
        if (finding.severity() == Severity.ERROR && concerned.contains(path)) {
          draft.obstacle(
              path,
              List.of(finding.rule()),
              Need.CHOICE,
              finding.message(),
              "Mend it first: keytally repair --only " + finding.rule());
          break;
        }
      }
    }
  }

  /** The fleet as the steps so far leave it. */
  private After after() throws RepositoryException, ClanDirectoryException {
    Fleet changed = FleetReader.read(draft.snapshot(), configuration);
    return new After(changed, Owners.of(changed, configuration), Readership.of(changed));
  }

  private record After(Fleet fleet, Owners owners, Readership readership) {

    /**
     * Whether somebody with this key should read the file.
     *
     * @param otherwise where neither links nor a creation rule tell
     */
    boolean wants(EncryptedFile file, String key, boolean otherwise) {
      if (file.secret().isPresent()) {
        return readership.recipients(file.secret().get()).contains(key);
      }
      Optional<Set<String>> named = file.ruleKeys();
      return named.isPresent() ? named.get().contains(key) : otherwise;
    }
  }

  private static List<List<MasterKey>> beside(EncryptedFile file, Set<String> old, String key) {
    List<List<MasterKey>> groups = new ArrayList<>();
    for (List<MasterKey> group : file.contents().groups()) {
      List<MasterKey> keys = new ArrayList<>();
      boolean placed = false;
      for (MasterKey present : group) {
        keys.add(present);
        if (!placed && old.contains(present.identifier())) {
          keys.add(new MasterKey(KeyType.AGE, key, 0));
          placed = true;
        }
      }
      groups.add(keys);
    }
    return groups;
  }

  private static List<List<MasterKey>> without(EncryptedFile file, Set<String> gone) {
    List<List<MasterKey>> groups = new ArrayList<>();
    for (List<MasterKey> group : file.contents().groups()) {
      List<MasterKey> keys = new ArrayList<>();
      for (MasterKey present : group) {
        if (!gone.contains(present.identifier())) {
          keys.add(present);
        }
      }
      groups.add(keys);
    }
    return groups;
  }

  /**
   * What happens to a file when its turn comes.
   *
   * @param otherwise where there is no wish
   */
  private record Turn(EncryptedFile file, Optional<Reencryption.Wish> wish, Runnable otherwise) {

    static Turn of(EncryptedFile file, Reencryption.Wish wish) {
      return new Turn(file, Optional.of(wish), () -> {});
    }

    static Turn without(EncryptedFile file, Runnable otherwise) {
      return new Turn(file, Optional.empty(), otherwise);
    }
  }

  /**
   * Encrypts files anew, and makes steps and obstacles in the order of the turns.
   *
   * @return the files that keep their data keys
   */
  private List<EncryptedFile> change(List<Turn> turns) throws RepositoryException {
    List<String> paths = new ArrayList<>();
    for (Turn turn : turns) {
      if (turn.wish().isPresent()) {
        paths.add(turn.file().path());
      }
    }
    Map<String, byte[]> texts = draft.contents(paths);
    List<Reencryption.Job> jobs = new ArrayList<>();
    for (Turn turn : turns) {
      byte[] text = texts.get(turn.file().path());
      if (turn.wish().isPresent() && text != null) {
        jobs.add(new Reencryption.Job(turn.file(), text, turn.wish().get()));
      }
    }
    Iterator<Reencryption.Work> works = reencryption.prepare(jobs).iterator();
    List<EncryptedFile> unchangedDataKeys = new ArrayList<>();
    for (Turn turn : turns) {
      if (turn.wish().isEmpty()) {
        turn.otherwise().run();
      } else if (!texts.containsKey(turn.file().path())) {
        unreadable(turn.file().path(), turn.wish().get());
      } else if (reencryption.plan(works.next()) == Reencryption.Outcome.OLD_DATA_KEY) {
        unchangedDataKeys.add(turn.file());
      }
    }
    return unchangedDataKeys;
  }

  private void unreadable(String path, Reencryption.Wish wish) {
    draft.obstacle(
        path,
        List.of(wish.cause()),
        Need.CHOICE,
        "The file is larger than 16 MiB, or cannot be read.",
        "sops rotate --in-place " + ShellWord.quote(path));
  }
}
