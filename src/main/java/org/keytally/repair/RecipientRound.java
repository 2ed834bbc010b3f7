package org.keytally.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.keytally.age.Identity;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Recipient;
import org.keytally.check.Finding;
import org.keytally.check.Subject;
import org.keytally.clan.Fleet;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Owners;
import org.keytally.clan.PublishedKey;
import org.keytally.clan.Readership;
import org.keytally.clan.RuledFile;
import org.keytally.clan.Secret;
import org.keytally.git.RepositoryException;
import org.keytally.sops.Format;
import org.keytally.sops.KeyOpener;
import org.keytally.sops.KeyType;
import org.keytally.sops.MasterKey;
import org.keytally.sops.RuleKey;
import org.keytally.sops.SopsDocument;
import org.keytally.sops.SopsException;
import org.keytally.sops.SopsFile;
import org.keytally.sops.SopsProblem;

/** Plans who can decrypt what: encrypted files under the same data key for other recipients. */
final class RecipientRound {

  private final Fleet fleet;
  private final Owners owners;
  private final Draft draft;
  private final List<Identity> identities;
  private final Set<String> trusted;
  private final Values values;
  private final RecipientProof proof;
  private final Readership readership;
  private final Map<String, Secret> secrets = new HashMap<>();
  private final Map<String, RuledFile> ruledFiles = new HashMap<>();
  private final Map<String, Set<String>> surplus = new HashMap<>();
  private final Map<String, Change> changes = new TreeMap<>();
  private final Map<String, Set<String>> newReaders = new TreeMap<>();
  private final Map<String, Set<String>> grants = new HashMap<>();

  /**
   * For one fleet.
   *
   * @param trusted names of owners whose word is taken that they can open what they are named in
   */
  RecipientRound(
      Fleet fleet,
      Owners owners,
      Draft draft,
      List<Identity> identities,
      Set<String> trusted,
      Values values,
      RecipientProof proof) {
    this.fleet = fleet;
    this.owners = owners;
    this.draft = draft;
    this.identities = identities;
    this.trusted = trusted;
    this.values = values;
    this.proof = proof;
    this.readership = Readership.of(fleet);
    for (RuledFile file : fleet.ruledFiles()) {
      ruledFiles.put(file.path(), file);
    }
    for (Secret secret : fleet.secrets()) {
      secrets.put(secret.path(), secret);
      if (secret.contents().isPresent()) {
        Set<String> wanted = readership.recipients(secret);
        for (MasterKey key : secret.contents().get().keys()) {
          if (!wanted.contains(key.identifier())) {
            surplus.computeIfAbsent(key.identifier(), k -> new HashSet<>()).add(secret.path());
          }
        }
      }
    }
  }

  /** What is to become of one file. */
  private static final class Change {
    final SortedSet<String> rules = new TreeSet<>();
    final Set<String> added = new LinkedHashSet<>();
    final Set<String> removed = new HashSet<>();
    final Set<String> wrappedAnew = new HashSet<>();
    boolean byRule;
    boolean touched;
  }

  /** Notes what a finding asks for at its paths, for each path by the rules that want it mended. */
  void note(Finding finding, Set<String> paths, Function<String, Collection<String>> rules) {
    Set<String> explained =
        finding.rule().equals("machine-key-stale") ? explained(paths) : Set.of();
    for (String path : paths) {
      Collection<String> wanting = rules.apply(path);
      if (!wanting.isEmpty()) {
        note(finding, path, explained, wanting);
      }
    }
  }

  /** Keys of nobody that no other files have than these: such as a machine's former key. */
  private Set<String> explained(Set<String> paths) {
    Set<String> known = new HashSet<>();
    Set<String> explained = new HashSet<>();
    for (String path : paths) {
      for (MasterKey key : file(path).map(SopsFile::keys).orElse(List.of())) {
        String recipient = key.identifier();
        Set<String> in = surplus.getOrDefault(recipient, Set.of());
        if (known.add(recipient)
            && !owners.isUser(recipient)
            && !owners.isMachine(recipient)
            && in.size() <= paths.size()
            && paths.containsAll(in)) {
          explained.add(recipient);
        }
      }
    }
    return explained;
  }

  private void note(Finding finding, String path, Set<String> explained, Collection<String> rules) {
    Secret secret = secrets.get(path);
    SopsFile file = file(path).orElse(null);
    if (file == null) {
      return;
    }
    Change change = new Change();
    switch (finding.rule()) {
      case "recipient-missing" -> addHolder(change, finding.subject(), file);
      case "machine-key-stale" -> {
        addHolder(change, finding.subject(), file);
        for (MasterKey key : file.keys()) {
          String recipient = key.identifier();
          if (explained.contains(recipient)
              && surplus.getOrDefault(recipient, Set.of()).contains(path)) {
            change.removed.add(recipient);
          }
        }
      }
      case "recipient-extra", "recipient-unknown" -> change.removed.add(finding.subject().name());
      case "recipient-duplicate" -> change.touched = true;
      case "machine-key-exposed" -> {
        if (secret != null) {
          Set<String> wanted = readership.recipients(secret);
          for (MasterKey key : file.keys()) {
            if (owners.isMachine(key.identifier())
                && !owners.isUser(key.identifier())
                && !wanted.contains(key.identifier())) {
              change.removed.add(key.identifier());
            }
          }
        }
      }
      case "secret-malformed" -> {
        for (SopsProblem problem : file.problems()) {
          if (problem.kind() == SopsProblem.Kind.BAD_WRAPPED_KEY) {
            problem.recipient().ifPresent(change.wrappedAnew::add);
          }
        }
      }
      case "rule-recipient-drift" -> change.byRule = true;
      default -> {}
    }
    if (change.byRule
        || change.touched
        || !change.added.isEmpty()
        || !change.removed.isEmpty()
        || !change.wrappedAnew.isEmpty()) {
      Change all = changes.computeIfAbsent(path, k -> new Change());
      all.rules.addAll(rules);
      all.added.addAll(change.added);
      all.removed.addAll(change.removed);
      all.wrappedAnew.addAll(change.wrappedAnew);
      all.byRule |= change.byRule;
      all.touched |= change.touched;
    }
  }

  private void addHolder(Change change, Subject subject, SopsFile file) {
    KeyHolder holder =
        (subject.type() == Subject.Type.USER ? fleet.users() : fleet.keyedMachines())
            .get(subject.name());
    if (holder == null) {
      return;
    }
    for (PublishedKey key : holder.keys()) {
      if (key.isUsable() && !identifiers(file).contains(key.text())) {
        change.added.add(key.text());
      }
    }
  }

  private Optional<SopsFile> file(String path) {
    Secret secret = secrets.get(path);
    if (secret != null) {
      return secret.contents();
    }
    RuledFile ruled = ruledFiles.get(path);
    return ruled == null ? Optional.empty() : Optional.of(ruled.contents());
  }

  /** Makes steps of all that was noted. */
  void plan(Progress progress) throws RepositoryException {
    Map<String, byte[]> texts = draft.contents(changes.keySet());
    List<Job> jobs = new ArrayList<>();
    for (Map.Entry<String, Change> entry : changes.entrySet()) {
      byte[] text = texts.get(entry.getKey());
      Optional<SopsFile> file = file(entry.getKey());
      if (text != null && file.isPresent() && PathText.isSafe(entry.getKey())) {
        job(entry.getKey(), entry.getValue(), file.get(), text).ifPresent(jobs::add);
      }
    }
    Outcome[] outcomes = new Outcome[jobs.size()];
    try {
      Threads.run(
          Planner.threadsFor(identities),
          jobs.size(),
          i -> {
            outcomes[i] = outcome(jobs.get(i));
            progress.advance(Progress.Phase.PLANNING, jobs.size());
          });
    } catch (RepairException | IOException e) {
      throw new IllegalStateException("a plan touches no disk", e);
    }
    for (int i = 0; i < outcomes.length; i++) {
      step(jobs.get(i), outcomes[i]);
    }
  }

  /**
   * A file to encrypt to other recipients.
   *
   * @param before recipients as they are
   * @param after recipients as they are to be
   * @param taken whether somebody's word is taken that who is left can read it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Job(
      String path,
      Change change,
      byte[] text,
      List<List<MasterKey>> wanted,
      Set<String> before,
      Set<String> after,
      boolean taken) {

    boolean onlyDrops() {
      return before.containsAll(after) && change.wrappedAnew.isEmpty();
    }
  }

  /**
   * What became of a job; neither text nor failure where nothing proves that who is left can read
   * the file.
   *
   * @param plaintext digest of the value, where an identity opens the file
   */
  private record Outcome(
      Optional<Content> text, Optional<String> plaintext, Optional<SopsException> failure) {}

  private Optional<Job> job(String path, Change change, SopsFile file, byte[] text) {
    List<List<MasterKey>> wanted;
    if (change.byRule) {
      wanted = wantedByRule(path);
    } else if (file.groups().size() == 1) {
      wanted = List.of(wantedByLinks(file, change));
    } else {
      draft.obstacle(
          path,
          change.rules,
          Need.CHOICE,
          "The file has " + file.groups().size() + " key groups, of which clan knows nothing.",
          "Decide which group each reader belongs to: sops edit " + path);
      return Optional.empty();
    }
    Set<String> before = identifiers(file);
    Set<String> after = new LinkedHashSet<>();
    for (List<MasterKey> group : wanted) {
      for (MasterKey key : group) {
        after.add(key.identifier());
      }
    }
    return refused(path, change, before, after)
        ? Optional.empty()
        : Optional.of(new Job(path, change, text, wanted, before, after, isTrusted(after)));
  }

  /** Touches nothing of this object that changes: several threads do this. */
  private Outcome outcome(Job job) {
    try (KeyOpener opener = new KeyOpener(identities)) {
      SopsDocument old = SopsDocument.parse(Format.ofPath(job.path()), job.text());
      Optional<String> plaintext = plaintext(old, opener);
      boolean shrinks =
          !job.after().containsAll(job.before()) || !job.change().wrappedAnew.isEmpty();
      if (shrinks && plaintext.isEmpty() && !job.taken()) {
        return new Outcome(Optional.empty(), plaintext, Optional.empty());
      }
      SopsDocument next = rewrapped(old, job.change(), job.wanted(), opener);
      Content text = Content.digested(next.text());
      proof.planned(job.path(), text, next, job.after(), plaintext, opener);
      return new Outcome(Optional.of(text), plaintext, Optional.empty());
    } catch (SopsException e) {
      return new Outcome(Optional.empty(), Optional.empty(), Optional.of(e));
    }
  }

  private void step(Job job, Outcome outcome) throws RepositoryException {
    String path = job.path();
    Set<String> rules = job.change().rules;
    if (outcome.text().isPresent()) {
      draft.rewrite(
          path,
          outcome.text().get(),
          rules,
          job.onlyDrops() ? Need.NOTHING : Need.PRIVATE_KEY,
          Optional.of(readers(job.before(), job.after(), outcome.plaintext())));
      noteNewReaders(path, job.before(), job.after());
    } else if (outcome.failure().isPresent()) {
      SopsException e = outcome.failure().get();
      draft.obstacle(path, rules, need(e), sentence(e.reason()), advice(e, path, job.before()));
    } else {
      draft.obstacle(
          path,
          rules,
          Need.PRIVATE_KEY,
          "No private key at hand opens the file, so nothing proves that who is left can read it.",
          "Let "
              + names(intersection(job.before(), job.after()))
              + " run this, or take somebody's word: --trust NAME");
    }
  }

  private SopsDocument rewrapped(
      SopsDocument old, Change change, List<List<MasterKey>> wanted, KeyOpener opener)
      throws SopsException {
    SopsDocument base = old;
    if (!change.wrappedAnew.isEmpty()) {
      List<List<MasterKey>> sound = new ArrayList<>();
      for (List<MasterKey> group : old.groups()) {
        List<MasterKey> keys = new ArrayList<>();
        for (MasterKey key : group) {
          if (!change.wrappedAnew.contains(key.identifier())) {
            keys.add(key);
          }
        }
        sound.add(keys);
      }
      base = base.withKeyGroups(sound, opener);
    }
    return base.withKeyGroups(wanted, opener);
  }

  private List<MasterKey> wantedByLinks(SopsFile file, Change change) {
    Map<String, MasterKey> wanted = new LinkedHashMap<>();
    for (MasterKey key : file.groups().get(0)) {
      if (!change.removed.contains(key.identifier())) {
        wanted.putIfAbsent(key.identifier(), key);
      }
    }
    for (String recipient : change.added) {
      wanted.putIfAbsent(recipient, new MasterKey(typeOf(recipient), recipient, 0));
    }
    return new ArrayList<>(wanted.values());
  }

  private static KeyType typeOf(String recipient) {
    try {
      Recipient.parse(recipient);
      return KeyType.AGE;
    } catch (MalformedKeyException e) {
      return KeyType.PGP;
    }
  }

  private List<List<MasterKey>> wantedByRule(String path) {
    RuledFile ruled = ruledFiles.get(path);
    List<List<MasterKey>> wanted = new ArrayList<>();
    if (ruled != null && ruled.rule().isPresent()) {
      for (List<RuleKey> group : ruled.rule().get().groups()) {
        List<MasterKey> keys = new ArrayList<>();
        for (RuleKey key : group) {
          keys.add(new MasterKey(key.type(), key.identifier(), 0));
        }
        wanted.add(keys);
      }
    }
    return wanted;
  }

  /** Whether nobody registered could read the file any more. */
  private boolean refused(String path, Change change, Set<String> before, Set<String> after) {
    boolean ofClan = secrets.containsKey(path);
    for (String recipient : after) {
      if (ofClan ? owners.isUser(recipient) : owners.isPerson(recipient)) {
        return false;
      }
    }
    if (after.containsAll(before)) {
      return false;
    }
    draft.obstacle(
        path,
        change.rules,
        Need.CHOICE,
        "No registered person could read the file any more.",
        ofClan
            ? "Link a person to it first: clan secrets users add-secret"
            : "Name a person's key in its creation rule first.");
    return true;
  }

  private Optional<String> plaintext(SopsDocument document, KeyOpener opener) throws SopsException {
    try {
      return Optional.of(values.digest(document, opener));
    } catch (SopsException e) {
      if (e.kind() == SopsException.Kind.NO_DATA_KEY) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean isTrusted(Set<String> recipients) {
    for (String recipient : recipients) {
      for (Owners.Owner owner : owners.of(recipient)) {
        if (trusted.contains(owner.name())) {
          return true;
        }
      }
    }
    return false;
  }

  private ReaderChange readers(Set<String> before, Set<String> after, Optional<String> plaintext) {
    List<ReaderChange.Reader> kept = new ArrayList<>();
    List<ReaderChange.Reader> added = new ArrayList<>();
    List<ReaderChange.Reader> removed = new ArrayList<>();
    for (String recipient : before) {
      (after.contains(recipient) ? kept : removed)
          .add(new ReaderChange.Reader(recipient, owners.describe(recipient)));
    }
    for (String recipient : after) {
      if (!before.contains(recipient)) {
        added.add(new ReaderChange.Reader(recipient, owners.describe(recipient)));
      }
    }
    return new ReaderChange(kept, added, removed, plaintext);
  }

  private void noteNewReaders(String path, Set<String> before, Set<String> after) {
    Set<List<Owners.Owner>> readers = new HashSet<>();
    for (String recipient : before) {
      readers.add(owners.of(recipient));
    }
    for (String recipient : after) {
      if (before.contains(recipient)) {
        continue;
      }
      List<Owners.Owner> owned = owners.of(recipient);
      if (owned.isEmpty() || !readers.contains(owned)) {
        String name = owners.describe(recipient).orElse(recipient);
        newReaders.computeIfAbsent(name, k -> new TreeSet<>()).add(path);
        grants.computeIfAbsent(name, k -> new LinkedHashSet<>()).addAll(links(path, recipient));
      }
    }
  }

  private List<String> links(String path, String recipient) {
    List<String> links = new ArrayList<>();
    Secret secret = secrets.get(path);
    if (secret != null) {
      for (Readership.Reason reason :
          readership.reasons(secret).getOrDefault(recipient, List.of())) {
        links.add(
            reason.membership().isPresent()
                ? reason.membership().get().path()
                : reason.link().path());
      }
    }
    return links;
  }

  /** Everybody to whom the steps give access. */
  List<NewReader> newReaders() {
    List<NewReader> all = new ArrayList<>();
    for (Map.Entry<String, Set<String>> reader : newReaders.entrySet()) {
      all.add(
          new NewReader(
              reader.getKey(),
              List.copyOf(reader.getValue()),
              List.copyOf(grants.getOrDefault(reader.getKey(), Set.of()))));
    }
    return all;
  }

  private static Need need(SopsException e) {
    return e.kind() == SopsException.Kind.NO_DATA_KEY ? Need.PRIVATE_KEY : Need.CHOICE;
  }

  private String advice(SopsException e, String path, Set<String> before) {
    return switch (e.kind()) {
      case NO_DATA_KEY -> "Let " + names(before) + " run this, or name a key file: --keyfile FILE";
      case FOREIGN_KEY -> "sops updatekeys " + path;
      default -> "Look at the file: git log -- " + path;
    };
  }

  private static String sentence(String reason) {
    return reason.isEmpty()
        ? reason
        : Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + '.';
  }

  private String names(Set<String> recipients) {
    Set<String> names = new TreeSet<>();
    for (String recipient : recipients) {
      owners.describe(recipient).ifPresent(names::add);
    }
    return names.isEmpty() ? "somebody who can read it" : String.join(" or ", names);
  }

  private static Set<String> intersection(Set<String> one, Set<String> other) {
    Set<String> both = new LinkedHashSet<>(one);
    both.retainAll(other);
    return both;
  }

  private static Set<String> identifiers(SopsFile file) {
    Set<String> all = new LinkedHashSet<>();
    for (MasterKey key : file.keys()) {
      all.add(key.identifier());
    }
    return all;
  }
}
