package org.keytally.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.age.Prompt;
import org.keytally.check.Acceptances;
import org.keytally.check.AccessChange;
import org.keytally.check.Baseline;
import org.keytally.check.Change;
import org.keytally.check.Check;
import org.keytally.check.Evidence;
import org.keytally.check.EvidenceKind;
import org.keytally.check.Finding;
import org.keytally.check.HistoryEvidence;
import org.keytally.check.IdentityEvidence;
import org.keytally.check.Note;
import org.keytally.check.PasswordStores;
import org.keytally.check.Report;
import org.keytally.check.Report.EvidenceState;
import org.keytally.check.Selection;
import org.keytally.check.WorkstationEvidence;
import org.keytally.clan.ClanDirectoryException;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.KnownContents;
import org.keytally.clan.Manifest;
import org.keytally.clan.ManifestOrigin;
import org.keytally.clan.Owners;
import org.keytally.clan.Placement;
import org.keytally.clan.Problem;
import org.keytally.clan.PublicVar;
import org.keytally.clan.PublishedKey;
import org.keytally.clan.Secret;
import org.keytally.clan.WorkTreeReader;
import org.keytally.clan.WorkTreeState;
import org.keytally.config.Configuration;
import org.keytally.git.Merged;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.SnapshotSource;
import org.keytally.git.TreeEntry;
import org.keytally.history.Exposure;
import org.keytally.history.ExposureReader;
import org.keytally.history.History;
import org.keytally.history.HistoryCache;
import org.keytally.history.HistoryReader;
import org.keytally.history.Past;
import org.keytally.repair.UnfinishedRepair;
import org.keytally.source.Environment;
import org.keytally.source.IdentitySources;
import org.keytally.source.LoadedIdentities;
import org.keytally.source.PasswordStore;
import org.keytally.source.PasswordStoreReader;
import org.keytally.source.SourceKeys;
import org.keytally.source.Sources;
import org.keytally.source.Workstation;
import org.keytally.source.WorkstationReader;
import org.keytally.verify.FleetProof;
import org.keytally.verify.FleetProver;

/**
 * The way from a repository to a report: snapshot, configuration, fleet, workstation, rules. One
 * run of one command.
 */
final class CheckRun implements AutoCloseable {

  private final Repository repository;
  private final Environment environment;
  private final Clock clock;
  private final Optional<Path> configurationFile;
  private Optional<ManifestChoice> manifest = Optional.empty();
  private Optional<Prompt> prompt = Optional.empty();
  private Optional<VaultKind> vault = Optional.empty();
  private boolean historyWanted;
  private Optional<History> history = Optional.empty();
  private Optional<String> historyUnreadable = Optional.empty();
  private boolean passwordStores;
  private KnownContents contents = KnownContents.none();

  /**
   * Opens the repository.
   *
   * @param directory any folder of it
   * @param terminal for the environment, where keys may be named, and the time
   * @param configurationFile used instead of the one in the checked state
   */
  CheckRun(Path directory, Terminal terminal, Optional<Path> configurationFile)
      throws RepositoryException {
    this.repository = Repositories.open(directory, terminal.gathered());
    this.environment = terminal.environment();
    this.clock = terminal.clock();
    this.configurationFile = configurationFile;
  }

  /** Takes the manifest from where this choice says. */
  CheckRun with(ManifestChoice choice) {
    manifest = Optional.of(choice);
    return this;
  }

  /**
   * Lets checks decrypt what the identities at hand open. This and nothing else in a check
   * decrypts, and starts plugins and commands of the person.
   *
   * @param person asked for what no other identity opens
   */
  CheckRun verifying(Prompt person) {
    prompt = Optional.of(person);
    return this;
  }

  Repository repository() {
    return repository;
  }

  @Override
  public void close() {
    repository.close();
  }

  /** Compares with what this vault keeps, if one is given. */
  CheckRun asking(Optional<VaultKind> wanted) {
    vault = wanted;
    return this;
  }

  /** Looks into the password stores of this computer, where machines keep their secrets there. */
  CheckRun lookingIntoPasswordStores() {
    passwordStores = true;
    return this;
  }

  /** The configuration that is in force for what is on disk, or at HEAD of a bare repository. */
  Configuration configuration()
      throws RepositoryException, UnusableConfigurationException, UsageException, IOException {
    return configuration(snapshot(Input.USUAL));
  }

  /**
   * All that rules may look at.
   *
   * @param snapshot of the checked state
   * @param workstationState whether the person's keys took part, and why not
   */
  record Basis(Snapshot snapshot, Evidence evidence, EvidenceState workstationState) {}

  /** Checks a state of the repository. */
  Report check(Input input, Selection selection, KeySource keys, Optional<String> user)
      throws RepositoryException,
          ClanDirectoryException,
          UnusableConfigurationException,
          UsageException,
          IOException {
    State state = state(input);
    Basis basis =
        verified(basis(state.snapshot(), configuration(state.snapshot()), keys, user), keys);
    if (!state.conflicts().isEmpty()) {
      Change change = new Change(AccessChange.NONE, List.of(), state.conflicts());
      basis = new Basis(basis.snapshot(), basis.evidence().as(change), basis.workstationState());
    }
    return report(basis, selection);
  }

  /**
   * Checks a state as a change of a base: what the base has already does not count. The base's
   * configuration is in force, so that a change cannot switch off its own check.
   */
  Report checkSince(
      String base, Input input, Selection selection, KeySource keys, Optional<String> user)
      throws RepositoryException,
          ClanDirectoryException,
          UnusableConfigurationException,
          UsageException,
          IOException {
    passwordStores = false; // A change is the same whoever judges it.
    requireReadManifest();
    Snapshot before = repository.commitSnapshot(base);
    boolean asked =
        prompt.isPresent() || keys.demanded() || user.isPresent() || keys.unwanted().isPresent();
    return compare(
        state(input),
        before,
        configuration(before),
        true,
        selection,
        asked ? keys : KeySource.none("a change is judged without it"),
        user);
  }

  /** A change must not run its own code to be judged by. */
  private void requireReadManifest() throws UsageException {
    if (manifest.isPresent() && !manifest.get().isRead()) {
      throw new UsageException(
          "--manifest nix runs code of the state that is checked, so it does not go with --base.");
    }
  }

  /**
   * Checks what git is about to commit. Findings that the commit at HEAD has already do not count;
   * nor does the workstation, since a commit is the same whoever makes it. The configuration in
   * force is the one that will be committed, so that a commit can accept what it brings.
   */
  Report checkNextCommit()
      throws RepositoryException,
          ClanDirectoryException,
          UnusableConfigurationException,
          UsageException,
          IOException {
    KeySource nobody = KeySource.none("a commit is judged without it");
    Optional<String> head = repository.resolve("HEAD");
    State staged = state(Input.STAGED);
    Configuration inForce = configuration(staged.snapshot());
    if (head.isEmpty()) {
      return report(basis(staged.snapshot(), inForce, nobody, Optional.empty()), Selection.ALL);
    }
    return compare(
        staged,
        repository.commitSnapshot(head.get(), staged.snapshot()),
        inForce,
        false,
        Selection.ALL,
        nobody,
        Optional.empty());
  }

  /**
   * Checks a commit that is pushed.
   *
   * @param base what does not count because the other side has it; absent if it has nothing
   * @param policy the commit whose configuration is in force; absent for that of the tip
   */
  Report checkTip(String tip, Optional<String> base, Optional<String> policy)
      throws RepositoryException,
          ClanDirectoryException,
          UnusableConfigurationException,
          UsageException,
          IOException {
    KeySource nobody = KeySource.none("a push is judged without it");
    Snapshot checked = repository.commitSnapshot(tip);
    Configuration inForce =
        configuration(policy.isPresent() ? repository.commitSnapshot(policy.get()) : checked);
    if (base.isEmpty()) {
      return report(basis(checked, inForce, nobody, Optional.empty()), Selection.ALL);
    }
    return compare(
        new State(checked, List.of()),
        repository.commitSnapshot(base.get()),
        inForce,
        true,
        Selection.ALL,
        nobody,
        Optional.empty());
  }

  /**
   * A state that is to be checked.
   *
   * @param conflicts paths because of which it is not the merge that was asked for
   */
  private record State(Snapshot snapshot, List<String> conflicts) {}

  private Report compare(
      State state,
      Snapshot before,
      Configuration inForce,
      boolean proposed,
      Selection selection,
      KeySource keys,
      Optional<String> user)
      throws RepositoryException, ClanDirectoryException, UsageException, IOException {
    Changed changed = changed(state, before, inForce, proposed, keys, user);
    Basis basis = changed.basis();
    Evidence evidence = basis.evidence();
    Configuration pinned = evidence.configuration();
    Report report = report(basis, selection);
    List<Finding> known = List.of();
    // A sound change needs no excuse, and so no judgement of what was before it.
    if (!report.findings().isEmpty()) {
      Selection relevant = Baseline.rulesFor(report.findings(), selection);
      known = known(before, changed, relevant, keys, proposed);
    }
    List<Note> notes =
        new PolicyNotes(before, state.snapshot())
            .notes(proposed, manifestPath(evidence.fleet(), pinned));
    return report
        .since(before.source().revision(), new Baseline(known).newAmong(report.findings()))
        .of(evidence.change().orElseThrow().access(), notes);
  }

  /**
   * A state and what it was before.
   *
   * @param base the fleet of the state before
   */
  private record Changed(Basis basis, Fleet base) {}

  /**
   * Reads a state together with what it changes of a base. The base comes first: what it has in
   * common with the state is not read twice.
   */
  private Changed changed(
      State state,
      Snapshot before,
      Configuration inForce,
      boolean proposed,
      KeySource keys,
      Optional<String> user)
      throws RepositoryException, ClanDirectoryException, UsageException, IOException {
    contents = new KnownContents();
    Snapshot checked = state.snapshot();
    Fleet base = baseFleet(before, inForce, origin(before, inForce));
    Configuration pinned = pinned(inForce, base, checked);
    Basis basis = verified(basis(checked, pinned, keys, user), keys);
    AccessChange access =
        AccessChange.between(
            base,
            Owners.of(base, pinned),
            basis.evidence().fleet(),
            basis.evidence().owners(),
            unchanged(before, checked));
    Change change =
        new Change(
            access, proposed ? ConfigurationFile.problems(checked) : List.of(), state.conflicts());
    return new Changed(
        new Basis(checked, basis.evidence().as(change), basis.workstationState()), base);
  }

  /** Paths of files with the same content and mode in both states, as git's object ids tell. */
  private static Set<String> unchanged(Snapshot before, Snapshot after) {
    Set<String> paths = new HashSet<>();
    for (TreeEntry entry : before.entries()) {
      TreeEntry now = after.entry(entry.path()).orElse(null);
      if (entry.objectId().isPresent()
          && now != null
          && now.mode() == entry.mode()
          && now.objectId().equals(entry.objectId())) {
        paths.add(entry.path());
      }
    }
    return paths;
  }

  private static Optional<String> manifestPath(Fleet fleet, Configuration inForce) {
    if (fleet.directory().isEmpty()) {
      return Optional.empty();
    }
    String directory = fleet.directory().get();
    String usual = directory.isEmpty() ? Manifest.FILE_NAME : directory + '/' + Manifest.FILE_NAME;
    return Optional.of(inForce.manifest().orElse(usual));
  }

  private List<Finding> known(
      Snapshot before, Changed changed, Selection selection, KeySource keys, boolean proposed)
      throws RepositoryException, ClanDirectoryException, UsageException, IOException {
    Basis now = changed.basis();
    Configuration inForce = now.evidence().configuration();
    Evidence tree =
        new Evidence(
            changed.base(),
            inForce,
            knownBefore(now.evidence().workTree(), before),
            Optional.empty());
    Optional<SourceKeys> asked = now.evidence().sources().vault();
    Sources files = new SourcesReader(inForce).read(before, tree.fleet());
    // What a vault keeps is the same before and after.
    tree = tree.with(asked.isPresent() ? files.withVault(asked.get()) : files);
    Change change =
        new Change(
            AccessChange.NONE,
            proposed ? ConfigurationFile.problems(before) : List.of(),
            List.of());
    Evidence then =
        verified(new Basis(before, tree, now.workstationState()), keys).evidence().as(change);
    List<Finding> found = Check.run(then, selection);
    List<Finding> known = new ArrayList<>(found);
    known.addAll(Acceptances.apply(found, then, selection, clock).counting());
    return known;
  }

  /** The fleet of a base; where nobody can tell which folder it is, none is known. */
  private Fleet baseFleet(Snapshot before, Configuration inForce, ManifestOrigin manifest)
      throws RepositoryException {
    try {
      return FleetReader.read(before, inForce, manifest, contents);
    } catch (ClanDirectoryException unclear) {
      try {
        return FleetReader.read(
            new Snapshot(before.source(), List.of(), before::read),
            Configuration.DEFAULT,
            ManifestOrigin.NONE,
            contents);
      } catch (ClanDirectoryException impossible) {
        throw new IllegalStateException("nothing is not unclear", impossible);
      }
    }
  }

  /**
   * The clan directory stays where the base has it, as long as it exists: a second one in a better
   * place must not hide it.
   */
  private static Configuration pinned(Configuration inForce, Fleet before, Snapshot checked) {
    if (inForce.clanDirectory().isPresent() || before.directory().isEmpty()) {
      return inForce;
    }
    String directory = before.directory().get();
    String prefix = directory.isEmpty() ? "" : directory + '/';
    boolean there =
        checked.isDirectory(prefix + "sops")
            || checked.isDirectory(prefix + "vars/per-machine")
            || checked.isDirectory(prefix + "vars/shared");
    return there ? inForce.withClanDirectory(directory) : inForce;
  }

  /**
   * What already stood between the files and the commit at HEAD: ignore rules and settings of the
   * clone are not what a commit changes, and the attributes of old files were known.
   */
  private static Optional<WorkTreeState> knownBefore(
      Optional<WorkTreeState> staged, Snapshot head) {
    if (staged.isEmpty()) {
      return Optional.empty();
    }
    WorkTreeState state = staged.get();
    Map<String, String> filtered = new HashMap<>();
    for (Map.Entry<String, String> file : state.filtered().entrySet()) {
      if (head.entry(file.getKey()).isPresent()) {
        filtered.put(file.getKey(), file.getValue());
      }
    }
    return Optional.of(
        new WorkTreeState(
            List.of(), List.of(), List.of(), state.ignored(), filtered, state.linksOff()));
  }

  /** Reads a state of the repository with its own configuration. */
  Basis basis(Input input, KeySource keys, Optional<String> user)
      throws RepositoryException,
          ClanDirectoryException,
          UnusableConfigurationException,
          UsageException,
          IOException {
    Snapshot snapshot = state(input).snapshot();
    return basis(snapshot, configuration(snapshot), keys, user);
  }

  /**
   * Reads a state of the repository with the configuration of a base, and what it changes of it.
   */
  Basis basisSince(String base, Input input, KeySource keys)
      throws RepositoryException,
          ClanDirectoryException,
          UnusableConfigurationException,
          UsageException,
          IOException {
    requireReadManifest();
    Snapshot before = repository.commitSnapshot(base);
    return changed(state(input), before, configuration(before), true, keys, Optional.empty())
        .basis();
  }

  private Basis basis(
      Snapshot snapshot, Configuration inForce, KeySource keys, Optional<String> user)
      throws RepositoryException, ClanDirectoryException, UsageException, IOException {
    Evidence tree = withPasswordStores(evidence(snapshot, inForce));
    Optional<String> seen = PasswordStores.seen(tree);
    if (keys.unwanted().isPresent()) {
      return new Basis(
          snapshot,
          tree,
          new EvidenceState(
              EvidenceKind.WORKSTATION,
              EvidenceState.State.SKIPPED,
              joined(keys.unwanted(), seen)));
    }
    WorkstationReader reader = new WorkstationReader(environment);
    Workstation found = keys.file().isPresent() ? reader.read(keys.file().get()) : reader.read();
    boolean asked = keys.demanded() || user.isPresent();
    Evidence all = tree.with(asked ? found.demandedFor(user) : found);
    Optional<String> unavailable = WorkstationEvidence.unavailable(all);
    return new Basis(
        snapshot,
        all,
        new EvidenceState(
            EvidenceKind.WORKSTATION,
            unavailable.isPresent() ? EvidenceState.State.UNAVAILABLE : EvidenceState.State.USED,
            joined(unavailable, seen)));
  }

  private Evidence withPasswordStores(Evidence tree) {
    if (!passwordStores || tree.declared().isEmpty()) {
      return tree;
    }
    Map<String, PasswordStore> stores = new HashMap<>();
    for (String command : PasswordStores.commands(tree.declared().get().manifest())) {
      stores.put(command, new PasswordStoreReader(environment).read(command));
    }
    return stores.isEmpty() ? tree : tree.with(stores);
  }

  private static Optional<String> joined(Optional<String> one, Optional<String> other) {
    if (one.isPresent() && other.isPresent()) {
      return Optional.of(one.get() + "; " + other.get());
    }
    return one.isPresent() ? one : other;
  }

  /** Lets checks look at the history of what they check. */
  CheckRun remembering() {
    historyWanted = true;
    return this;
  }

  /** The same with what the history tells, if it is wanted and can be read. */
  private Basis remembered(Basis basis) throws RepositoryException {
    if (!historyWanted || historyUnreadable.isPresent()) {
      return basis;
    }
    Snapshot snapshot = basis.snapshot();
    if (history.isEmpty()) {
      SnapshotSource source = snapshot.source();
      String tip =
          source.kind() == SnapshotSource.Kind.COMMIT ? source.revision().orElse("HEAD") : "HEAD";
      if (source.kind() == SnapshotSource.Kind.MERGE) {
        historyUnreadable = Optional.of("a merge that nobody made has none");
      } else if (repository.resolve(tip).isEmpty()) {
        historyUnreadable = Optional.of("there is no commit yet");
      } else {
        try {
          history =
              Optional.of(
                  HistoryReader.read(repository, tip, HistoryCache.in(repository.gitDirectory())));
        } catch (RepositoryException e) {
          historyUnreadable = Optional.of(String.valueOf(e.getMessage()));
        }
      }
      if (history.isEmpty()) {
        return basis;
      }
    }
    Evidence evidence = basis.evidence();
    Exposure exposure =
        ExposureReader.read(
            history.get(), snapshot, evidence.fleet(), evidence.configuration(), evidence.owners());
    return new Basis(
        snapshot, evidence.with(new Past(history.get(), exposure)), basis.workstationState());
  }

  /** The same with what the history tells and what the identities prove, as far as is wanted. */
  private Basis verified(Basis given, KeySource keys) throws RepositoryException {
    Basis basis = remembered(given);
    if (prompt.isEmpty()) {
      return basis;
    }
    Fleet fleet = basis.evidence().fleet();
    FleetProof proof;
    if (keys.unwanted().isPresent()) {
      proof = FleetProver.withoutIdentities(fleet);
    } else {
      IdentitySources sources = new IdentitySources(environment, prompt.get());
      try (LoadedIdentities identities =
          keys.file().isPresent() ? sources.load(keys.file().get()) : sources.load()) {
        proof = FleetProver.prove(basis.snapshot(), fleet, identities);
      }
    }
    return new Basis(basis.snapshot(), basis.evidence().with(proof), basis.workstationState());
  }

  /**
   * What the history of a commit discloses, compared with a state.
   *
   * @param tip names the commit
   * @param cached whether what is known from an earlier run may be used, and is kept for the next
   */
  Exposure exposure(Basis basis, String tip, boolean cached) throws RepositoryException {
    HistoryCache cache = cached ? HistoryCache.in(repository.gitDirectory()) : HistoryCache.none();
    Evidence evidence = basis.evidence();
    return ExposureReader.read(
        HistoryReader.read(repository, tip, cache),
        basis.snapshot(),
        evidence.fleet(),
        evidence.configuration(),
        evidence.owners());
  }

  private State state(Input input) throws RepositoryException, UsageException {
    if (input.mergedWith().isEmpty()) {
      return new State(snapshot(input), List.of());
    }
    Merged merged = repository.mergeSnapshot(input.revision(), input.mergedWith().get());
    if (merged instanceof Merged.Clean clean) {
      return new State(clean.snapshot(), List.of());
    }
    List<String> conflicts =
        merged instanceof Merged.Conflicting conflicting ? conflicting.paths() : List.of();
    return new State(snapshot(input), conflicts);
  }

  private Snapshot snapshot(Input input) throws RepositoryException, UsageException {
    boolean bare = repository.workTree().isEmpty();
    if (input.kind() != Input.Kind.REVISION && UnfinishedRepair.in(repository.gitDirectory())) {
      throw new RepositoryException(
          "a repair is under way, or was interrupted, so the files are neither as before nor as"
              + " planned; 'keytally repair --apply' takes it back.");
    }
    return switch (input.kind()) {
      case USUAL -> bare ? repository.commitSnapshot("HEAD") : repository.worktreeSnapshot();
      case WORKTREE -> {
        if (bare) {
          throw new UsageException(
              "a bare repository has no work tree; name a commit with --rev REV.");
        }
        yield repository.worktreeSnapshot();
      }
      case STAGED -> repository.indexSnapshot();
      case REVISION -> repository.commitSnapshot(input.revision());
    };
  }

  private Evidence evidence(Snapshot snapshot, Configuration configuration)
      throws RepositoryException, ClanDirectoryException, UsageException, IOException {
    Fleet fleet =
        FleetReader.read(snapshot, configuration, origin(snapshot, configuration), contents);
    return new Evidence(
            fleet,
            configuration,
            WorkTreeReader.read(repository, snapshot, fleet),
            Optional.empty())
        .with(sources(snapshot, configuration, fleet));
  }

  private Sources sources(Snapshot snapshot, Configuration configuration, Fleet fleet)
      throws RepositoryException, IOException {
    if (vault.isEmpty() && configuration.vault().isUsual()) {
      return Sources.NONE;
    }
    SourcesReader reader = new SourcesReader(configuration);
    Sources sources = reader.read(snapshot, fleet);
    return vault.isPresent() ? sources.withVault(reader.read(vault.get(), environment)) : sources;
  }

  private ManifestOrigin origin(Snapshot snapshot, Configuration configuration)
      throws RepositoryException, ClanDirectoryException, UsageException, IOException {
    return manifest.isPresent()
        ? manifest.get().origin(repository, snapshot, configuration)
        : ManifestOrigin.tree(repository);
  }

  /** Where what Nix declares comes from, to read a changed state of the same fleet. */
  ManifestOrigin origin(Fleet fleet) {
    if (manifest.isPresent() && manifest.get().unwanted().isPresent()) {
      return ManifestOrigin.NONE;
    }
    if (fleet.declared().isPresent() && fleet.declared().get().path().isEmpty()) {
      return ManifestOrigin.given(fleet.declared().get().manifest(), repository);
    }
    return ManifestOrigin.tree(repository);
  }

  /** The configuration that is in force for a state. */
  Configuration configuration(Snapshot snapshot)
      throws RepositoryException, UnusableConfigurationException, UsageException, IOException {
    return configurationFile.isPresent()
        ? ConfigurationFile.onDisk(configurationFile.get())
        : ConfigurationFile.of(snapshot);
  }

  /** What the selected rules find. */
  Report report(Basis basis, Selection selection) {
    Evidence evidence = basis.evidence();
    Fleet fleet = evidence.fleet();
    Acceptances.Outcome outcome =
        Acceptances.apply(Check.run(evidence, selection), evidence, selection, clock);
    return new Report(
        Version.text(),
        new Report.Source(basis.snapshot().source()),
        counts(fleet),
        List.of(
            fleet.directory().isPresent()
                ? new EvidenceState(EvidenceKind.TREE, EvidenceState.State.USED, Optional.empty())
                : new EvidenceState(
                    EvidenceKind.TREE,
                    EvidenceState.State.USED,
                    Optional.of(
                        fleet.sopsConfigs().isEmpty() && fleet.ruledFiles().isEmpty()
                            ? "only private keys, since there is neither a clan directory nor a .sops.yaml"
                            : "only files under .sops.yaml, since there is no clan directory")),
            HistoryEvidence.state(evidence, historyUnreadable),
            manifestState(fleet),
            IdentityEvidence.state(evidence),
            basis.workstationState()),
        outcome.counting(),
        outcome.accepted().size(),
        names(evidence),
        excused(outcome.accepted()),
        outcome.expired(),
        Optional.empty());
  }

  private static List<Report.Excused> excused(List<Finding> accepted) {
    List<Report.Excused> excused = new ArrayList<>(accepted.size());
    for (Finding finding : accepted) {
      excused.add(new Report.Excused(finding, Report.Excuse.ACCEPTED));
    }
    return excused;
  }

  private EvidenceState manifestState(Fleet fleet) {
    if (manifest.isPresent() && manifest.get().unwanted().isPresent()) {
      return new EvidenceState(
          EvidenceKind.MANIFEST, EvidenceState.State.SKIPPED, manifest.get().unwanted());
    }
    if (fleet.declared().isPresent()) {
      return new EvidenceState(
          EvidenceKind.MANIFEST, EvidenceState.State.USED, fleet.declared().get().stale());
    }
    for (Problem problem : fleet.problems()) {
      if (problem.kind() == Problem.Kind.MANIFEST) {
        return new EvidenceState(
            EvidenceKind.MANIFEST,
            EvidenceState.State.UNAVAILABLE,
            Optional.of(problem.path() + " cannot be used"));
      }
    }
    return new EvidenceState(
        EvidenceKind.MANIFEST,
        EvidenceState.State.UNAVAILABLE,
        Optional.of(
            fleet.directory().isPresent()
                ? "no " + Manifest.FILE_NAME + "; run keytally manifest"
                : "there is no clan directory"));
  }

  private static Report.Counts counts(Fleet fleet) {
    int secrets = 0;
    int vars = 0;
    Set<String> generators = new HashSet<>();
    for (Secret secret : fleet.secrets()) {
      if (secret.placement() instanceof Placement.Var generated) {
        vars++;
        generators.add(scope(generated));
      } else {
        secrets++;
      }
    }
    for (PublicVar value : fleet.publicVars()) {
      vars++;
      if (value.placement() instanceof Placement.Var generated) {
        generators.add(scope(generated));
      }
    }
    return new Report.Counts(
        fleet.users().size(),
        fleet.machines().all().size(),
        fleet.groups().size(),
        secrets,
        vars,
        generators.size(),
        fleet.ruledFiles().size());
  }

  /** A generator of one machine is another than the same generator of the next. */
  private static String scope(Placement.Var placement) {
    if (placement instanceof Placement.PerMachine own && own.file().indexOf('/') < 0) {
      return own.machine() + '/' + own.generator();
    }
    String label = placement.label();
    return label.substring(0, label.lastIndexOf('/'));
  }

  private static Map<String, String> names(Evidence evidence) {
    Map<String, String> names = new HashMap<>();
    for (KeyHolder user : evidence.fleet().users().values()) {
      addNames(user, evidence.owners(), names);
    }
    for (KeyHolder machine : evidence.fleet().keyedMachines().values()) {
      addNames(machine, evidence.owners(), names);
    }
    for (Owners.OwnedAnchor anchor : evidence.owners().anchors()) {
      addName(anchor.anchor().value(), evidence.owners(), names);
    }
    return names;
  }

  private static void addNames(KeyHolder holder, Owners owners, Map<String, String> names) {
    for (PublishedKey key : holder.keys()) {
      addName(key.text(), owners, names);
    }
  }

  private static void addName(String recipient, Owners owners, Map<String, String> names) {
    Optional<String> name = owners.describe(recipient);
    if (name.isPresent()) {
      names.put(recipient, name.get());
    }
  }
}
