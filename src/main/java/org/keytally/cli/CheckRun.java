package org.keytally.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.age.Prompt;
import org.keytally.check.Baseline;
import org.keytally.check.Check;
import org.keytally.check.Evidence;
import org.keytally.check.EvidenceKind;
import org.keytally.check.Finding;
import org.keytally.check.IdentityEvidence;
import org.keytally.check.Report;
import org.keytally.check.Report.EvidenceState;
import org.keytally.check.Selection;
import org.keytally.check.WorkstationEvidence;
import org.keytally.clan.ClanDirectoryException;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.clan.KeyHolder;
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
import org.keytally.config.ConfigurationException;
import org.keytally.config.ConfigurationReader;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.Repositories;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;
import org.keytally.source.Environment;
import org.keytally.source.IdentitySources;
import org.keytally.source.LoadedIdentities;
import org.keytally.source.Workstation;
import org.keytally.source.WorkstationReader;
import org.keytally.verify.FleetProof;
import org.keytally.verify.FleetProver;

/**
 * The way from a repository to a report: snapshot, configuration, fleet, workstation, rules. One
 * run of one command.
 */
final class CheckRun implements AutoCloseable {

  private static final String CONFIGURATION = ".keytally.yaml";

  /** In bytes; the configuration reader takes no more. */
  private static final int LARGEST_CONFIGURATION = 1 << 20;

  private final Repository repository;
  private final Environment environment;
  private final Optional<Path> configurationFile;
  private Optional<ManifestOption> manifest = Optional.empty();
  private Optional<Prompt> prompt = Optional.empty();

  /**
   * Opens the repository.
   *
   * @param directory any folder of it
   * @param environment where keys may be named
   * @param configurationFile used instead of the one in the checked state
   */
  CheckRun(Path directory, Environment environment, Optional<Path> configurationFile)
      throws RepositoryException {
    this.repository = Repositories.open(directory);
    this.environment = environment;
    this.configurationFile = configurationFile;
  }

  /** Takes the manifest from where this option says. */
  CheckRun with(ManifestOption option) {
    manifest = Optional.of(option);
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
    return report(verified(basis(input, keys, user), keys), selection);
  }

  /**
   * Checks what git is about to commit. Findings that the commit at HEAD has already do not count;
   * nor does the workstation, since a commit is the same whoever makes it.
   */
  Report checkNextCommit()
      throws RepositoryException,
          ClanDirectoryException,
          UnusableConfigurationException,
          UsageException,
          IOException {
    KeySource nobody = KeySource.none("a commit is judged without it");
    Basis staged = basis(Input.STAGED, nobody, Optional.empty());
    Report report = report(staged, Selection.ALL);
    Optional<String> head = repository.resolve("HEAD");
    List<Finding> before = List.of();
    // A sound commit needs no excuse, and so no look at the one before it.
    if (head.isPresent() && !report.findings().isEmpty()) {
      Snapshot snapshot = repository.commitSnapshot(head.get());
      Configuration inForce = staged.evidence().configuration();
      Fleet fleet = FleetReader.read(snapshot, inForce);
      before =
          Check.run(
              new Evidence(
                  fleet,
                  inForce,
                  knownBefore(staged.evidence().workTree(), snapshot),
                  Optional.empty()),
              Selection.ALL);
    }
    return report.since(head, new Baseline(before).newAmong(report.findings()));
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

  /** Reads a state of the repository with the configuration that is in force for it. */
  Basis basis(Input input, KeySource keys, Optional<String> user)
      throws RepositoryException,
          ClanDirectoryException,
          UnusableConfigurationException,
          UsageException,
          IOException {
    Snapshot snapshot = snapshot(input);
    Evidence tree = evidence(snapshot, configuration(snapshot));
    if (keys.unwanted().isPresent()) {
      return new Basis(
          snapshot,
          tree,
          new EvidenceState(
              EvidenceKind.WORKSTATION, EvidenceState.State.SKIPPED, keys.unwanted()));
    }
    WorkstationReader reader = new WorkstationReader(environment);
    Workstation found = keys.file().isPresent() ? reader.read(keys.file().get()) : reader.read();
    boolean asked = keys.demanded() || user.isPresent();
    Evidence all =
        new Evidence(
            tree.fleet(),
            tree.configuration(),
            tree.workTree(),
            Optional.of(asked ? found.demandedFor(user) : found));
    Optional<String> unavailable = WorkstationEvidence.unavailable(all);
    return new Basis(
        snapshot,
        all,
        new EvidenceState(
            EvidenceKind.WORKSTATION,
            unavailable.isPresent() ? EvidenceState.State.UNAVAILABLE : EvidenceState.State.USED,
            unavailable));
  }

  /** The same with what the identities prove, if checks decrypt. */
  private Basis verified(Basis basis, KeySource keys) throws RepositoryException {
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

  private Snapshot snapshot(Input input) throws RepositoryException, UsageException {
    boolean bare = repository.workTree().isEmpty();
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
    ManifestOrigin origin =
        manifest.isPresent()
            ? manifest.get().origin(repository, snapshot, configuration)
            : ManifestOrigin.tree(repository);
    Fleet fleet = FleetReader.read(snapshot, configuration, origin);
    return new Evidence(
        fleet, configuration, WorkTreeReader.read(repository, snapshot, fleet), Optional.empty());
  }

  /** The configuration that is in force for a state. */
  Configuration configuration(Snapshot snapshot)
      throws RepositoryException, UnusableConfigurationException, UsageException, IOException {
    if (configurationFile.isPresent()) {
      return configurationOnDisk(configurationFile.get());
    }
    Optional<TreeEntry> entry = snapshot.entry(CONFIGURATION);
    if (entry.isEmpty()) {
      return Configuration.DEFAULT;
    }
    if (entry.get().mode() != FileMode.REGULAR && entry.get().mode() != FileMode.EXECUTABLE) {
      throw unusable(CONFIGURATION, "is not a file of this repository, but a link or a submodule");
    }
    Content content = new Content();
    snapshot.read(List.of(entry.get()), LARGEST_CONFIGURATION, content);
    if (content.problem.isPresent()) {
      throw unusable(CONFIGURATION, content.problem.get());
    }
    return parsed(CONFIGURATION, content.bytes);
  }

  private static Configuration configurationOnDisk(Path file)
      throws UnusableConfigurationException, UsageException, IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new UsageException("--config " + file + " is not a file that can be read.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST_CONFIGURATION + 1);
      if (bytes.length > LARGEST_CONFIGURATION) {
        throw unusable(file.toString(), Content.TOO_LARGE);
      }
      return parsed(file.toString(), bytes);
    }
  }

  private static Configuration parsed(String file, byte[] bytes)
      throws UnusableConfigurationException {
    try {
      return ConfigurationReader.read(bytes);
    } catch (ConfigurationException e) {
      throw new UnusableConfigurationException(file, e);
    }
  }

  private static UnusableConfigurationException unusable(String file, String reason) {
    return new UnusableConfigurationException(
        file, new ConfigurationException(List.of(new ConfigurationException.Problem(0, reason))));
  }

  /** The content of one file. */
  private static final class Content implements BlobVisitor {

    static final String TOO_LARGE = "is larger than 1 MiB";

    private byte[] bytes = {};
    private Optional<String> problem = Optional.empty();

    @Override
    public void visit(TreeEntry entry, byte[] content) {
      bytes = content;
    }

    @Override
    public void tooLarge(TreeEntry entry, long size) {
      problem = Optional.of(TOO_LARGE);
    }

    @Override
    public void unreadable(TreeEntry entry, String reason) {
      problem = Optional.of("cannot be read: " + reason);
    }
  }

  /** What the selected rules find. */
  Report report(Basis basis, Selection selection) {
    Evidence evidence = basis.evidence();
    Fleet fleet = evidence.fleet();
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
                    Optional.of("only files under .sops.yaml: there is no clan directory")),
            skipped(EvidenceKind.HISTORY, "only this state was looked at"),
            manifestState(fleet),
            IdentityEvidence.state(evidence),
            basis.workstationState()),
        Check.run(evidence, selection),
        0,
        names(evidence));
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

  private static EvidenceState skipped(EvidenceKind kind, String reason) {
    return new EvidenceState(kind, EvidenceState.State.SKIPPED, Optional.of(reason));
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
