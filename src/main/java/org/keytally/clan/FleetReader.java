package org.keytally.clan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.Problem.Kind;
import org.keytally.config.Configuration;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/**
 * Reads the model of a clan repository from a snapshot: its entries, and in one batch its contents.
 * What is malformed becomes a {@link Problem} beside what is not. Time and memory are linear in the
 * number and size of files; links are followed through entries, never through a file system.
 */
public final class FleetReader {

  private final Snapshot snapshot;
  private final Configuration configuration;
  private final Layout layout;
  private final Contents contents;
  private final Links links;
  private final Members members;
  private final List<Problem> problems = new ArrayList<>();
  private final SortedMap<String, Secret> secrets = new TreeMap<>();
  private final SortedMap<String, PublicVar> publicVars = new TreeMap<>();
  private final SortedMap<String, String> validationHashes = new TreeMap<>();
  private final Set<String> machinesWithVars = new HashSet<>();
  private final Map<String, String> names = new HashMap<>();

  private FleetReader(
      Snapshot all,
      Snapshot snapshot,
      Configuration configuration,
      Layout layout,
      Contents contents) {
    this.snapshot = snapshot;
    this.configuration = configuration;
    this.layout = layout;
    this.contents = contents;
    this.links = new Links(all, contents.links);
    this.members = new Members(layout, links, contents.memberTexts);
  }

  /**
   * Reads a fleet. Files that the configuration excludes are passed over, but links may lead
   * through them.
   *
   * @throws RepositoryException if the repository as a whole cannot be read
   * @throws ClanDirectoryException if it is not clear which folder is the clan directory
   */
  public static Fleet read(Snapshot snapshot, Configuration configuration)
      throws RepositoryException, ClanDirectoryException {
    return read(snapshot, configuration, ManifestOrigin.TREE);
  }

  /**
   * Reads a fleet, with a manifest of the caller's choice.
   *
   * @throws RepositoryException if the repository as a whole cannot be read
   * @throws ClanDirectoryException if it is not clear which folder is the clan directory
   */
  public static Fleet read(Snapshot snapshot, Configuration configuration, ManifestOrigin origin)
      throws RepositoryException, ClanDirectoryException {
    return read(snapshot, configuration, origin, KnownContents.none());
  }

  /**
   * Reads one of several states of a fleet. The answer is as if it were read alone.
   *
   * @param known of the states of the same repository that were read before; knows more afterwards
   * @throws RepositoryException if the repository as a whole cannot be read
   * @throws ClanDirectoryException if it is not clear which folder is the clan directory
   */
  public static Fleet read(
      Snapshot snapshot, Configuration configuration, ManifestOrigin origin, KnownContents known)
      throws RepositoryException, ClanDirectoryException {
    Snapshot considered = considered(snapshot, configuration);
    Optional<String> directory = clanDirectory(considered, configuration, origin);
    Layout layout = Layout.of(directory.orElse(""));
    Optional<String> manifestPath =
        origin.committed() && directory.isPresent()
            ? Optional.of(configuration.manifest().orElse(layout.at(Manifest.FILE_NAME)))
            : Optional.empty();
    Contents contents =
        Contents.read(
            considered,
            layout,
            directory.isPresent(),
            manifestPath,
            origin.given().isPresent(),
            known);
    FleetReader reader = new FleetReader(snapshot, considered, configuration, layout, contents);
    return reader.build(directory, reader.declared(origin, manifestPath));
  }

  /**
   * The configured one, else the one that a given manifest names, else the one that is found. Where
   * nothing is found because nothing was generated yet, a given manifest still says where it is.
   */
  private static Optional<String> clanDirectory(
      Snapshot snapshot, Configuration configuration, ManifestOrigin origin)
      throws ClanDirectoryException {
    Optional<String> named =
        origin.given().isPresent()
            ? Optional.of(origin.given().get().clanDirectory())
            : Optional.empty();
    if (configuration.clanDirectory().isEmpty()
        && named.isPresent()
        && !named.get().isEmpty()
        && snapshot.isDirectory(named.get())) {
      return named;
    }
    Optional<String> found = ClanDirectory.find(snapshot, configuration.clanDirectory());
    return found.isPresent() ? found : named;
  }

  private Optional<DeclaredVars> declared(ManifestOrigin origin, Optional<String> path) {
    Optional<Manifest> manifest = origin.given().isPresent() ? origin.given() : contents.manifest;
    if (path.isPresent()) {
      Optional<TreeEntry> entry = snapshot.entry(path.get());
      if (entry.isPresent()
          && (entry.get().mode() == FileMode.LINK || entry.get().mode() == FileMode.SUBMODULE)) {
        problems.add(
            new Problem(
                Kind.MANIFEST, path.get(), 0, "is " + Strays.describe(entry.get(), "", false)));
      }
    }
    if (manifest.isEmpty()) {
      return Optional.empty();
    }
    Staleness staleness =
        new Staleness(layout, contents.nixFiles, snapshot.source().revision(), origin.repository());
    return Optional.of(
        new DeclaredVars(
            manifest.get(),
            origin.given().isPresent() ? Optional.empty() : path,
            staleness.of(manifest.get())));
  }

  private static Snapshot considered(Snapshot snapshot, Configuration configuration) {
    if (configuration.exclude().isEmpty()) {
      return snapshot;
    }
    List<TreeEntry> entries = new ArrayList<>();
    for (TreeEntry entry : snapshot.entries()) {
      if (!configuration.excludes(entry.path())) {
        entries.add(entry);
      }
    }
    return new Snapshot(snapshot.source(), entries, snapshot::read);
  }

  private Fleet build(Optional<String> directory, Optional<DeclaredVars> nix) {
    SortedMap<String, KeyHolder> users = new TreeMap<>();
    SortedMap<String, KeyHolder> machines = new TreeMap<>();
    SortedMap<String, Group> groups = new TreeMap<>();
    Set<String> declared = new HashSet<>(configuration.machines());
    problems.addAll(contents.problems);
    if (directory.isPresent()) {
      users = new HolderReader(snapshot, layout, contents, links, MemberKind.USERS).read(problems);
      machines =
          new HolderReader(snapshot, layout, contents, links, MemberKind.MACHINES).read(problems);
      groups = new GroupReader(snapshot, layout, members).read(problems);
      readPlainSecrets();
      readVars();
      readDeclared(declared);
      if (nix.isPresent()) {
        declared.addAll(nix.get().manifest().machines().keySet());
      }
      reportRuntimeNames();
      Machines all = new Machines(declared, machines.keySet(), machinesWithVars);
      new LegacyLayouts(snapshot, layout, contents.clanCoreTime, problems)
          .report(secrets.values(), publicVars.values(), all.all());
    } else {
      new LegacyLayouts(snapshot, layout, contents.clanCoreTime, problems).reportForeign();
    }
    return new Fleet(
        directory,
        users,
        machines,
        groups,
        new Machines(declared, machines.keySet(), machinesWithVars),
        new ArrayList<>(secrets.values()),
        new ArrayList<>(publicVars.values()),
        new ArrayList<>(contents.configs.values()),
        new ArrayList<>(contents.ruledFiles.values()),
        validationHashes,
        contents.ageStore.read(),
        contents.privateKeys,
        nix,
        problems);
  }

  private void reportRuntimeNames() {
    String message =
        isPinnedBefore(LegacyLayouts.PLACEMENT_IN_RUNTIME_NAMES)
            ? "it breaks with a clan-core of August 2026 or later, which puts the placement into it"
            : "since August 2026 clan-core puts the placement into it, as in"
                + " vars/per-machine/MACHINE/GENERATOR/FILE";
    for (Map.Entry<String, Integer> name : contents.oldRuntimeNames.entrySet()) {
      problems.add(new Problem(Kind.RUNTIME_NAME, name.getKey(), name.getValue(), message));
    }
  }

  private void readPlainSecrets() {
    String home = layout.at("sops/secrets");
    Optional<SecretDraft> draft = Optional.empty();
    for (TreeEntry entry : snapshot.below(home)) {
      List<String> rest = Layout.names(entry.path().substring(home.length() + 1));
      if (rest.size() == 1) {
        problems.add(
            new Problem(
                Kind.STRAY_ENTRY,
                entry.path(),
                0,
                Strays.describe(entry, rest.get(0), false)
                    + " stands where only folders of secrets belong"));
        continue;
      }
      String folder = home + '/' + rest.get(0);
      if (draft.isEmpty() || !draft.get().directory().equals(folder)) {
        finish(draft);
        draft =
            Optional.of(new SecretDraft(new Placement.PlainSecret(rest.get(0)), folder, members));
      }
      draft.get().add(entry, rest.subList(1, rest.size()));
    }
    finish(draft);
  }

  private void readVars() {
    String home = layout.at("vars");
    // Folders of one generator may stand in each other, so all are open until it ends.
    Map<String, SecretDraft> drafts = new LinkedHashMap<>();
    String generator = "";
    Set<String> strays = new HashSet<>();
    for (TreeEntry entry : snapshot.below(home)) {
      List<String> path = Layout.names(entry.path().substring(layout.prefix().length()));
      int depth = Layout.varDepth(path);
      if (depth == 0) {
        aboveVars(entry, path, strays);
      } else if (path.size() <= depth) {
        shallow(entry, path, depth);
      } else {
        String of = prefixOf(entry.path(), path, depth - 1);
        if (!of.equals(generator)) {
          finishAll(drafts);
          generator = of;
        }
        int folder = Layout.varFolder(path, depth);
        String directory = prefixOf(entry.path(), path, folder);
        SecretDraft draft = drafts.get(directory);
        if (draft == null) {
          String file = share(directory.substring(of.length() + 1));
          draft = new SecretDraft(placement(path, file), directory, members);
          drafts.put(directory, draft);
        }
        draft.add(entry, path.subList(folder, path.size()));
      }
      if (path.size() > 3 && path.get(1).equals("per-machine")) {
        machinesWithVars.add(share(path.get(2)));
      }
    }
    finishAll(drafts);
  }

  private void finishAll(Map<String, SecretDraft> drafts) {
    for (SecretDraft draft : drafts.values()) {
      finish(Optional.of(draft));
    }
    drafts.clear();
  }

  /** What stands in {@code vars/} but in none of its known folders. */
  private void aboveVars(TreeEntry entry, List<String> path, Set<String> strays) {
    String last = path.get(path.size() - 1);
    if (path.size() == 3 && isOldHashName(last)) {
      addOldHash(entry.path());
    } else if (strays.add(path.get(1))) {
      problems.add(
          new Problem(
              Kind.STRAY_VAR,
              layout.at("vars/") + path.get(1),
              0,
              Strays.describe(entry, path.get(1), path.size() > 2)
                  + " stands where only per-machine, shared and per-export belong"));
    }
  }

  /** What stands in a known folder of {@code vars/}, but above the folders of single vars. */
  private void shallow(TreeEntry entry, List<String> path, int depth) {
    String last = path.get(path.size() - 1);
    if (path.size() < depth) {
      problems.add(
          new Problem(
              Kind.STRAY_VAR,
              entry.path(),
              0,
              Strays.describe(entry, last, false) + " stands where only folders belong"));
      return;
    }
    if (last.equals(".validation-hash")) {
      String stored = contents.hashes.get(entry.path());
      if (stored == null || !Hex.isDigits(stored, 64)) {
        problems.add(
            new Problem(
                Kind.VALIDATION_HASH,
                entry.path(),
                0,
                "it is not a SHA-256 of 64 lower-case digits without blanks, so the generator"
                    + " counts as outdated"));
      }
      if (stored != null) {
        validationHashes.put(entry.parent(), stored);
      }
    } else if (isOldHashName(last)) {
      addOldHash(entry.path());
    } else if (last.startsWith(".") || Strays.isTemporary(last)) {
      problems.add(
          new Problem(
              Kind.STRAY_VAR,
              entry.path(),
              0,
              Strays.describe(entry, last, false) + " stands where only folders of vars belong"));
    } else if (!isPinnedBefore(LegacyLayouts.VARS_IN_FOLDERS)) {
      problems.add(
          new Problem(
              Kind.LEGACY_LAYOUT,
              entry.path(),
              0,
              "a var that is a plain file is of August 2024; clan reads only a folder with value"
                  + " or secret"));
    }
  }

  private static boolean isOldHashName(String name) {
    return name.equals("invalidation_hash") || name.equals("validation");
  }

  private void addOldHash(String path) {
    if (!isPinnedBefore(LegacyLayouts.HASH_RENAMED)) {
      problems.add(
          new Problem(
              Kind.VALIDATION_HASH,
              path,
              0,
              "it has the name of late 2024; clan reads .validation-hash and ignores it"));
    }
  }

  private boolean isPinnedBefore(long moment) {
    return LegacyLayouts.isBefore(contents.clanCoreTime, moment);
  }

  private void finish(Optional<SecretDraft> finished) {
    if (finished.isEmpty()) {
      return;
    }
    SecretDraft draft = finished.get();
    if (isPinnedBefore(LegacyLayouts.META_REMOVED)) {
      draft.problems().removeIf(problem -> problem.kind() == Kind.LEGACY_LAYOUT);
    }
    checkName(draft);
    Optional<TreeEntry> value = draft.value();
    if (value.isPresent()) {
      addPublicVar(draft, value.get());
    }
    if (draft.isSecret()) {
      secrets.put(draft.directory(), draft.secret(contents));
      return;
    }
    boolean plain = draft.placement() instanceof Placement.PlainSecret;
    for (Problem problem : draft.problems()) {
      // In a folder that is no var at all, what stands there is not worth a word of its own.
      if (plain || value.isPresent() || problem.kind() != Kind.STRAY_VAR) {
        problems.add(problem);
      }
    }
    if (value.isEmpty()) {
      problems.add(
          new Problem(
              plain ? Kind.STRAY_ENTRY : Kind.VAR_WITHOUT_VALUE,
              draft.directory(),
              0,
              plain
                  ? "the folder has neither secret nor members, so clan passes it over"
                  : "the folder has neither value nor secret nor members"));
    }
  }

  private void addPublicVar(SecretDraft draft, TreeEntry entry) {
    if (entry.mode() == FileMode.LINK || entry.mode() == FileMode.SUBMODULE) {
      draft
          .problems()
          .add(
              new Problem(
                  Kind.STRAY_VAR,
                  entry.path(),
                  0,
                  Strays.describe(entry, "value", false) + " stands where a file belongs"));
      return;
    }
    Problem unreadable = contents.unreadable.get(entry.path());
    if (unreadable != null) {
      draft.problems().add(unreadable);
    }
    Contents.PublicValue read = contents.values.get(entry.path());
    publicVars.put(
        entry.path(),
        new PublicVar(
            draft.placement(),
            entry.path(),
            read == null ? -1 : read.size(),
            read == null ? Optional.empty() : read.looksPrivate(),
            read == null ? Optional.empty() : read.ssh()));
  }

  private void checkName(SecretDraft draft) {
    Placement placement = draft.placement();
    if (placement instanceof Placement.PlainSecret plain) {
      if (!Names.isSecret(plain.name())) {
        draft
            .problems()
            .add(
                new Problem(
                    Kind.INVALID_NAME,
                    draft.directory(),
                    0,
                    "clan lists no secret of this name and never re-encrypts it"));
      }
    } else if (!Names.isPrintable(placement.label())) {
      draft
          .problems()
          .add(
              new Problem(
                  Kind.INVALID_NAME,
                  draft.directory(),
                  0,
                  "a name on the way has control characters"));
    }
    if (placement instanceof Placement.PerExport export && !isScope(export.scope())) {
      draft
          .problems()
          .add(
              new Problem(
                  Kind.STRAY_VAR,
                  draft.directory(),
                  0,
                  "the scope is not SERVICE:INSTANCE:ROLE:MACHINE with a service or a machine"));
    }
  }

  private static boolean isScope(String scope) {
    int colons = 0;
    for (int i = 0; i < scope.length(); i++) {
      if (scope.charAt(i) == ':') {
        colons++;
      }
    }
    return colons == 3 && (scope.charAt(0) != ':' || scope.charAt(scope.length() - 1) != ':');
  }

  private Placement placement(List<String> path, String file) {
    String third = share(path.get(2));
    return switch (path.get(1)) {
      case "shared" -> new Placement.Shared(third, file);
      case "per-machine" -> new Placement.PerMachine(third, share(path.get(3)), file);
      default -> new Placement.PerExport(third, share(path.get(3)), file);
    };
  }

  /** The beginning of a path in the clan directory that has this many names. */
  private String prefixOf(String path, List<String> names, int count) {
    int length = layout.prefix().length() + count - 1;
    for (int i = 0; i < count; i++) {
      length += names.get(i).length();
    }
    return path.substring(0, length);
  }

  /** Machines that the inventory or a folder below {@code machines/} declares (3.1). */
  private void readDeclared(Set<String> declared) {
    problems.addAll(contents.inventory.problems());
    if (!layout.prefix().isEmpty() && snapshot.entry("inventory.json").isPresent()) {
      problems.add(
          new Problem(
              Kind.INVENTORY_ELSEWHERE,
              "inventory.json",
              0,
              "Nix reads the inventory of the clan directory, " + layout.at("inventory.json")));
    }
    if (contents.inventory.services().isPresent()
        && !isPinnedBefore(LegacyLayouts.SERVICES_REMOVED)) {
      problems.add(contents.inventory.services().get());
    }
    Problem unreadable = contents.unreadable.get(layout.at("inventory.json"));
    if (unreadable != null) {
      problems.add(unreadable);
    }
    Map<String, String> folded = new HashMap<>();
    for (Inventory.Machine machine : contents.inventory.machines()) {
      declare(machine.name(), layout.at("inventory.json"), machine.line(), declared, folded);
    }
    String home = layout.at("machines");
    for (TreeEntry entry : snapshot.below(home)) {
      String rest = entry.path().substring(home.length() + 1);
      int slash = rest.indexOf('/');
      if (slash >= 0) {
        String name = rest.substring(0, slash);
        if (!declared.contains(name)) {
          declare(name, home + '/' + name, 0, declared, folded);
        }
      } else if (entry.mode() == FileMode.LINK) {
        problems.add(
            new Problem(
                Kind.MACHINE_IS_LINK,
                entry.path(),
                0,
                "a link below machines/ declares no machine"));
      }
    }
  }

  private void declare(
      String name, String path, int line, Set<String> declared, Map<String, String> folded) {
    declared.add(name);
    if (!Names.isMachine(name)) {
      problems.add(
          new Problem(Kind.INVALID_NAME, path, line, "clan refuses this name for a machine"));
    }
    String other = folded.putIfAbsent(Names.folded(name), name);
    if (other != null && !other.equals(name)) {
      problems.add(
          new Problem(
              Kind.NAMES_DIFFER_IN_CASE,
              path,
              line,
              "the machine's name differs from that of " + other + " only in case"));
    }
  }

  private String share(String name) {
    String known = names.putIfAbsent(name, name);
    return known == null ? name : known;
  }
}
