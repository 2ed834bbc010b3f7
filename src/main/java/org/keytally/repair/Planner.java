package org.keytally.repair;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.age.Identity;
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
import org.keytally.sops.Format;
import org.keytally.sops.SopsDocument;
import org.keytally.sops.SopsException;

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
  private ManifestOrigin manifest = ManifestOrigin.TREE;

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
  }

  /** Takes what Nix declares from here instead of from the tree. */
  public Planner with(ManifestOrigin origin) {
    this.manifest = origin;
    return this;
  }

  /** Makes the plan. */
  public Plan plan() throws RepositoryException, ClanDirectoryException {
    Draft draft = new Draft(snapshot);
    Evidence found = keys(evidence(draft.snapshot()), draft);
    found = texts(found, draft);
    found = config(found, draft);
    found = links(found, draft);
    RecipientRound recipients =
        new RecipientRound(found.fleet(), found.owners(), draft, identities, trusted, values);
    for (Finding finding : Check.run(found, Selection.ALL)) {
      boolean selected = selection.includes(finding.rule());
      recipients.note(
          finding,
          paths(finding),
          path -> selected ? List.of(finding.rule()) : draft.touchedBy(path));
    }
    recipients.plan();
    List<Finding> rest = Check.run(evidence(draft.snapshot()), selection);
    return new Plan(draft.steps(), recipients.newReaders(), draft.obstacles(), rest);
  }

  private Evidence keys(Evidence found, Draft draft)
      throws RepositoryException, ClanDirectoryException {
    KeyRound round = new KeyRound(found.fleet(), draft, this::fleet, identities);
    for (Finding finding : Check.run(found, selection)) {
      for (String path : paths(finding)) {
        round.note(finding, path);
      }
    }
    round.plan();
    return after(found, draft, 0);
  }

  private Evidence texts(Evidence found, Draft draft)
      throws RepositoryException, ClanDirectoryException {
    int before = draft.size();
    TextRound round = new TextRound(draft);
    for (Finding finding : Check.run(found, selection)) {
      for (String path : paths(finding)) {
        round.note(finding, path);
      }
    }
    round.plan();
    return after(found, draft, before);
  }

  private Evidence config(Evidence found, Draft draft)
      throws RepositoryException, ClanDirectoryException {
    int before = draft.size();
    ConfigRound round = new ConfigRound(found, draft, selection, !identities.isEmpty());
    for (Finding finding : Check.run(found, selection)) {
      round.note(finding);
    }
    round.plan();
    return after(found, draft, before);
  }

  private Evidence links(Evidence found, Draft draft)
      throws RepositoryException, ClanDirectoryException {
    int before = draft.size();
    LinkRound round = new LinkRound(found, draft, selection);
    for (Finding finding : Check.run(found, selection)) {
      for (String path : paths(finding)) {
        round.mend(finding, path);
      }
    }
    round.tidy();
    return after(found, draft, before);
  }

  /** What is found after a round that began with so many steps. */
  private Evidence after(Evidence found, Draft draft, int before)
      throws RepositoryException, ClanDirectoryException {
    return draft.size() == before ? found : evidence(draft.snapshot());
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
    return (edit, content) -> {
      ReaderChange readers = expected.get(edit.path());
      if (readers != null) {
        prove(edit.path(), readers, content);
      }
    };
  }

  private void prove(String path, ReaderChange readers, byte[] content) throws RepairException {
    try {
      SopsDocument document = SopsDocument.parse(Format.ofPath(path), content);
      Set<String> planned = new LinkedHashSet<>();
      for (ReaderChange.Reader reader : readers.kept()) {
        planned.add(reader.recipient());
      }
      for (ReaderChange.Reader reader : readers.added()) {
        planned.add(reader.recipient());
      }
      Set<String> present = new LinkedHashSet<>();
      document.groups().forEach(group -> group.forEach(key -> present.add(key.identifier())));
      if (!present.equals(planned)) {
        throw new RepairException(path + " does not have the readers that were planned.");
      }
      if (readers.plaintext().isPresent() && document.groups().size() == 1) {
        for (Identity identity : identities) {
          if (identity.recipient().isPresent()
              && present.contains(identity.recipient().get().text())) {
            requireValue(path, document, List.of(identity), readers.plaintext().get());
          }
        }
      } else if (readers.plaintext().isPresent()) {
        requireValue(path, document, identities, readers.plaintext().get());
      }
    } catch (SopsException e) {
      throw new RepairException(path + " cannot be read back: " + e.reason() + '.', e);
    }
  }

  private void requireValue(
      String path, SopsDocument document, List<Identity> with, String plaintext)
      throws SopsException, RepairException {
    if (!values.digest(document, with).equals(plaintext)) {
      throw new RepairException(path + " would not hold the same value any more.");
    }
  }

  private Evidence evidence(Snapshot of) throws RepositoryException, ClanDirectoryException {
    return new Evidence(fleet(of), configuration, Optional.empty(), Optional.empty());
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
