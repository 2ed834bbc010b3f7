package org.keytally.repair;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.age.Identity;
import org.keytally.age.LockedIdentity;
import org.keytally.age.PluginIdentity;
import org.keytally.check.Check;
import org.keytally.check.Evidence;
import org.keytally.check.Finding;
import org.keytally.check.Selection;
import org.keytally.clan.ClanDirectoryException;
import org.keytally.clan.Fleet;
import org.keytally.clan.FleetReader;
import org.keytally.clan.ManifestOrigin;
import org.keytally.config.Configuration;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;

/**
 * Makes the plan that mends what the rules find, in the order of clan-repository 10: key files,
 * unfinished merges, {@code .sops.yaml}, links, recipients. Each round sees the tree as the rounds
 * before leave it. Reads only; private keys are needed for what has to be encrypted to somebody
 * new, and to prove what is taken away.
 */
public final class Planner {

  private final Snapshot snapshot;
  private final Configuration configuration;
  private final Selection selection;
  private final List<Identity> identities;
  private final Set<String> trusted;
  private final Values values = new Values();
  private final RecipientProof proof;
  private ManifestOrigin manifest = ManifestOrigin.TREE;
  private Optional<Fleet> before = Optional.empty();
  private Progress progress = Progress.SILENT;

  /**
   * For one state of a work tree.
   *
   * @param selection which rules' findings are mended
   * @param identities private keys at hand, owned by the caller, open until the plan is applied
   * @param trusted names of users or machines of whom the person says that they can read their
   *     files
   */
  public Planner(
      Snapshot snapshot,
      Configuration configuration,
      Selection selection,
      List<Identity> identities,
      Set<String> trusted) {
    this.snapshot = snapshot;
    this.configuration = configuration;
    this.selection = selection;
    this.identities = List.copyOf(identities);
    this.trusted = Set.copyOf(trusted);
    this.proof = new RecipientProof(this.identities, values);
  }

  /**
   * Takes the fleet as it was read already.
   *
   * @param read from the same snapshot, by the same configuration
   * @param origin where its manifest came from, to read it again after changes
   */
  public Planner with(Fleet read, ManifestOrigin origin) {
    this.before = Optional.of(read);
    this.manifest = origin;
    return this;
  }

  /** Tells how far it is. */
  public Planner telling(Progress listener) {
    this.progress = listener;
    return this;
  }

  /** Makes the plan. */
  public Plan plan() throws RepositoryException, ClanDirectoryException {
    Draft draft = new Draft(snapshot);
    Found state = keys(state(draft), draft);
    state = texts(state, draft);
    state = config(state, draft);
    state = links(state, draft);
    Evidence found = state.evidence();
    RecipientRound recipients =
        new RecipientRound(
            found.fleet(), found.owners(), draft, identities, trusted, values, proof);
    List<Finding> all =
        selection.equals(Selection.ALL) ? state.findings() : Check.run(found, Selection.ALL);
    for (Finding finding : all) {
      boolean selected = selection.includes(finding.rule());
      recipients.note(
          finding,
          paths(finding),
          path -> selected ? List.of(finding.rule()) : draft.touchedBy(path));
    }
    int before = draft.edits();
    recipients.plan(progress);
    List<Finding> rest = after(state, draft, before).findings();
    return new Plan(draft.steps(), recipients.newReaders(), draft.obstacles(), rest);
  }

  /** The tree as the steps so far leave it, and what the rules find there. */
  private record Found(Evidence evidence, List<Finding> findings) {}

  private Found state(Draft draft) throws RepositoryException, ClanDirectoryException {
    Fleet fleet = draft.edits() == 0 && before.isPresent() ? before.get() : fleet(draft.snapshot());
    Evidence evidence = new Evidence(fleet, configuration, Optional.empty(), Optional.empty());
    return new Found(evidence, Check.run(evidence, selection));
  }

  /** What is found after a round that began after so many edits. */
  private Found after(Found state, Draft draft, int before)
      throws RepositoryException, ClanDirectoryException {
    return draft.edits() == before ? state : state(draft);
  }

  private Found keys(Found state, Draft draft) throws RepositoryException, ClanDirectoryException {
    KeyRound round = new KeyRound(state.evidence().fleet(), draft, this::fleet, identities);
    for (Finding finding : state.findings()) {
      for (String path : paths(finding)) {
        round.note(finding, path);
      }
    }
    round.plan();
    return after(state, draft, 0);
  }

  private Found texts(Found state, Draft draft) throws RepositoryException, ClanDirectoryException {
    int before = draft.edits();
    TextRound round = new TextRound(draft);
    for (Finding finding : state.findings()) {
      for (String path : paths(finding)) {
        round.note(finding, path);
      }
    }
    round.plan();
    return after(state, draft, before);
  }

  private Found config(Found state, Draft draft)
      throws RepositoryException, ClanDirectoryException {
    int before = draft.edits();
    ConfigRound round = new ConfigRound(state.evidence(), draft, selection, !identities.isEmpty());
    for (Finding finding : state.findings()) {
      round.note(finding);
    }
    round.plan();
    return after(state, draft, before);
  }

  private Found links(Found state, Draft draft) throws RepositoryException, ClanDirectoryException {
    int before = draft.edits();
    LinkRound round = new LinkRound(state.evidence(), draft, selection);
    for (Finding finding : state.findings()) {
      for (String path : paths(finding)) {
        round.mend(finding, path);
      }
    }
    round.tidy();
    return after(state, draft, before);
  }

  /**
   * The proof that a rewritten file is what this planner meant: recipients as planned, and every
   * private key at hand that is among them opens it, with a sound MAC and the value from before.
   */
  public Transaction.ReadBack readBack(Plan plan) {
    Map<String, ReaderChange> expected = new HashMap<>();
    for (Step step : plan.steps()) {
      step.readers().ifPresent(readers -> expected.put(step.edit().path(), readers));
    }
    return new Transaction.ReadBack() {
      @Override
      public void prove(Edit.Rewrite edit, byte[] content) throws RepairException {
        ReaderChange readers = expected.get(edit.path());
        if (readers != null) {
          proof.prove(edit.path(), readers, content);
        }
      }

      @Override
      public int threads() {
        return threadsFor(identities);
      }
    };
  }

  /** Identities that a person or a plugin takes part in are for one thread. */
  static int threadsFor(List<Identity> identities) {
    for (Identity identity : identities) {
      if (identity instanceof PluginIdentity || identity instanceof LockedIdentity) {
        return 1;
      }
    }
    return Threads.processors();
  }

  private Fleet fleet(Snapshot of) throws RepositoryException, ClanDirectoryException {
    return FleetReader.read(of, configuration, manifest);
  }

  private static Set<String> paths(Finding finding) {
    Set<String> paths = new LinkedHashSet<>(finding.paths());
    finding.path().ifPresent(paths::add);
    return paths;
  }
}
