package org.keytally.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.age.Identity;
import org.keytally.age.X25519Identity;
import org.keytally.clan.Owners;
import org.keytally.git.RepositoryException;
import org.keytally.sops.EncryptionSettings;
import org.keytally.sops.Format;
import org.keytally.sops.KeyOpener;
import org.keytally.sops.KeyProof;
import org.keytally.sops.MasterKey;
import org.keytally.sops.SopsDocument;
import org.keytally.sops.SopsException;

/**
 * Gives encrypted files other readers or a new data key, as steps of a draft, and proves afterwards
 * that they are what was meant. Nobody is taken out before somebody who stays is proven to open the
 * new file.
 */
final class Reencryption implements Transaction.ReadBack {

  /** What became of one file. */
  enum Outcome {
    DONE,
    /** The data key stays, because a key of another service would have to wrap a new one. */
    OLD_DATA_KEY,
    /** An obstacle of the draft says why. */
    REFUSED
  }

  private final Draft draft;
  private final List<Identity> identities;
  private final Set<String> trusted;
  private final Values values = new Values();
  private final Map<String, Expected> expected = new HashMap<>();

  /**
   * For one draft.
   *
   * @param identities private keys at hand, open until all is proven
   * @param trusted names of users or machines whose word is taken that they can open their files
   */
  Reencryption(Draft draft, List<Identity> identities, Set<String> trusted) {
    this.draft = draft;
    this.identities = List.copyOf(identities);
    this.trusted = Set.copyOf(trusted);
  }

  /**
   * What a file has to be when it is read back.
   *
   * @param alone has to open it without help
   * @param proven the content that was proven to be so while it was planned, so that it need only
   *     be the same
   */
  private record Expected(
      Format format,
      List<Set<String>> groups,
      Optional<String> value,
      Optional<Identity> alone,
      Optional<Content> proven) {

    Expected provenAs(Content content) {
      return new Expected(format, groups, value, alone, Optional.of(content));
    }
  }

  /**
   * What is wanted of one file.
   *
   * @param groups the keys that it is to have
   * @param newDataKey whether it gets one
   * @param alone who has to open the new file without help; absent where anybody may
   * @param names whose keys they are, before and after
   */
  record Wish(
      List<List<MasterKey>> groups,
      boolean newDataKey,
      Optional<Identity> alone,
      String cause,
      List<Owners> names) {}

  /**
   * A file and what is wanted of it.
   *
   * @param text as it stands
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Job(EncryptedFile file, byte[] text, Wish wish) {}

  /** What was made of a job, until it becomes part of the draft. */
  record Work(Job job, Outcome outcome, Optional<Next> next, Optional<Refusal> refusal) {}

  /** The new file, and what it has to be when it is read back. */
  private record Next(Content text, Expected expected) {}

  private record Refusal(Need need, String reason, String command) {}

  /**
   * Encrypts files anew, on as many threads as the private keys allow, and changes nothing: {@link
   * #plan} then takes one after the other into the draft.
   */
  List<Work> prepare(List<Job> jobs) {
    Work[] works = new Work[jobs.size()];
    Set<Identity> all = new LinkedHashSet<>(identities);
    for (Job job : jobs) {
      job.wish().alone().ifPresent(all::add);
    }
    try {
      Threads.run(
          Planner.threadsFor(List.copyOf(all)), jobs.size(), i -> works[i] = work(jobs.get(i)));
    } catch (RepairException | IOException e) {
      throw new IllegalStateException("a plan touches no disk", e);
    }
    return List.of(works);
  }

  /** Touches nothing of this object that changes: several threads do this. */
  private Work work(Job job) {
    EncryptedFile file = job.file();
    Wish wish = job.wish();
    String path = file.path();
    if (!PathText.isSafe(path)) {
      return refused(job, Need.CHOICE, "This name cannot be rewritten.", "Rename the file first.");
    }
    Set<String> before = file.recipients();
    Set<String> after = EncryptedFile.recipients(wish.groups());
    try (KeyOpener opener = new KeyOpener(identities)) {
      SopsDocument old = SopsDocument.parse(file.contents().format(), job.text());
      Optional<String> value = value(old, opener);
      if (value.isEmpty() && after.equals(before)) {
        return refused(
            job,
            Need.PRIVATE_KEY,
            "No private key at hand opens it.",
            "Let " + names(before, wish) + " run this");
      }
      Outcome outcome = Outcome.DONE;
      SopsDocument next;
      try {
        next = wish.newDataKey() && value.isPresent() ? old.withNewDataKey(opener) : old;
      } catch (SopsException e) {
        if (e.kind() != SopsException.Kind.FOREIGN_KEY || after.equals(before)) {
          throw e;
        }
        next = old;
        outcome = Outcome.OLD_DATA_KEY;
      }
      if (wish.newDataKey() && value.isEmpty()) {
        outcome = Outcome.OLD_DATA_KEY;
      }
      next = next.withKeyGroups(wish.groups(), opener);
      if (!after.containsAll(before)
          && !provesItself(next, value, wish, after, opener)
          && !isTrusted(after, wish)) {
        return refused(
            job,
            Need.PRIVATE_KEY,
            "No private key at hand proves that "
                + (wish.alone().isPresent() ? "the new key" : "who is left")
                + " opens it.",
            "Let " + names(after, wish) + " run this, or take somebody's word: --trust NAME");
      }
      List<Set<String>> groups = new ArrayList<>();
      for (List<MasterKey> group : wish.groups()) {
        groups.add(EncryptedFile.recipients(List.of(group)));
      }
      Content text = Content.digested(next.text());
      Expected wanted =
          new Expected(file.contents().format(), groups, value, wish.alone(), Optional.empty());
      if (isMeant(path, next, wanted, opener)) {
        wanted = wanted.provenAs(text);
      }
      return new Work(job, outcome, Optional.of(new Next(text, wanted)), Optional.empty());
    } catch (SopsException e) {
      return refused(
          job,
          e.kind() == SopsException.Kind.NO_DATA_KEY ? Need.PRIVATE_KEY : Need.CHOICE,
          sentence(e.reason()),
          switch (e.kind()) {
            case NO_DATA_KEY ->
                "Let " + names(before, wish) + " run this, or name a key file: --keyfile FILE";
            case FOREIGN_KEY -> "sops rotate --in-place " + path;
            default -> "Look at the file: git log -- " + path;
          });
    }
  }

  private static Work refused(Job job, Need need, String reason, String command) {
    return new Work(
        job, Outcome.REFUSED, Optional.empty(), Optional.of(new Refusal(need, reason, command)));
  }

  /** Makes a step, or an obstacle, of what was prepared. */
  Outcome plan(Work work) throws RepositoryException {
    EncryptedFile file = work.job().file();
    Wish wish = work.job().wish();
    if (work.refusal().isPresent()) {
      Refusal refusal = work.refusal().get();
      refuse(file.path(), wish, refusal.need(), refusal.reason(), refusal.command());
    }
    if (work.next().isPresent()) {
      Next next = work.next().get();
      expected.put(file.path(), next.expected());
      Set<String> after = EncryptedFile.recipients(wish.groups());
      draft.rewrite(
          file.path(),
          next.text(),
          List.of(wish.cause()),
          Need.PRIVATE_KEY,
          Optional.of(change(file.recipients(), after, next.expected().value(), wish)));
    }
    return work.outcome();
  }

  /**
   * Plans a file of the binary store that holds another private key from then on, for the readers
   * that it has.
   *
   * @param groups recipients of age
   */
  void replace(
      EncryptedFile file,
      List<List<String>> groups,
      X25519Identity held,
      String cause,
      List<Owners> names)
      throws RepositoryException {
    Wish wish = new Wish(file.contents().groups(), true, Optional.empty(), cause, names);
    byte[] line = held.encode();
    try (KeyOpener opener = new KeyOpener(identities)) {
      SopsDocument next =
          SopsDocument.encrypt(
              Format.BINARY,
              line,
              new EncryptionSettings(
                  groups, file.contents().shamirThreshold(), Optional.empty(), false));
      Optional<String> value = value(next, opener);
      List<Set<String>> recipients = new ArrayList<>();
      for (List<String> group : groups) {
        recipients.add(new LinkedHashSet<>(group));
      }
      expected.put(
          file.path(),
          new Expected(Format.BINARY, recipients, value, Optional.empty(), Optional.empty()));
      Set<String> readers = file.recipients();
      draft.rewrite(
          file.path(),
          next.text(),
          List.of(cause),
          Need.NOTHING,
          Optional.of(change(readers, readers, value, wish)));
    } catch (SopsException e) {
      refuse(
          file.path(),
          wish,
          Need.CHOICE,
          sentence(e.reason()),
          "Look at the file: git log -- " + file.path());
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  @Override
  public void prove(Edit.Rewrite edit, byte[] content) throws RepairException {
    Expected wanted = expected.get(edit.path());
    if (wanted == null || (wanted.proven().isPresent() && wanted.proven().get().is(content))) {
      return;
    }
    try (KeyOpener opener = new KeyOpener(identities)) {
      require(edit.path(), SopsDocument.parse(wanted.format(), content), wanted, opener);
    } catch (SopsException e) {
      throw new RepairException(edit.path() + " cannot be read back: " + e.reason() + '.', e);
    }
  }

  @Override
  public int threads() {
    return Planner.threadsFor(identities);
  }

  /** What is not is left to {@link #prove}, which says why. */
  private boolean isMeant(String path, SopsDocument next, Expected wanted, KeyOpener opener) {
    try {
      require(path, next, wanted, opener);
      return true;
    } catch (SopsException | RepairException e) {
      return false;
    }
  }

  private void require(String path, SopsDocument document, Expected wanted, KeyOpener opener)
      throws SopsException, RepairException {
    List<Set<String>> groups = new ArrayList<>();
    for (List<MasterKey> group : document.groups()) {
      groups.add(EncryptedFile.recipients(List.of(group)));
    }
    if (!groups.equals(wanted.groups())) {
      throw new RepairException(path + " does not have the readers that were planned.");
    }
    if (wanted.value().isPresent()) {
      proveValue(path, document, wanted, opener);
    }
  }

  private void proveValue(String path, SopsDocument document, Expected wanted, KeyOpener opener)
      throws SopsException, RepairException {
    Set<String> readers = EncryptedFile.recipients(document.groups());
    List<Identity> at = new ArrayList<>(identities);
    wanted.alone().ifPresent(at::add);
    for (Identity identity : at) {
      if (isOneOf(identity, readers)) {
        KeyOpener own = opener.by(List.of(identity));
        boolean same =
            document.groups().size() == 1
                ? value(document, own).equals(wanted.value())
                : value(document, opener.by(at)).equals(wanted.value()) && wraps(document, own);
        if (!same) {
          throw new RepairException(path + " would not hold the same value any more.");
        }
      }
    }
  }

  private boolean provesItself(
      SopsDocument next, Optional<String> value, Wish wish, Set<String> after, KeyOpener opener)
      throws SopsException {
    if (value.isEmpty()) {
      return false;
    }
    List<Identity> left = new ArrayList<>();
    if (wish.alone().isPresent()) {
      if (next.groups().size() > 1) {
        left.addAll(remaining(after));
      }
      left.add(wish.alone().get());
      return value(next, opener.by(left)).equals(value)
          && wraps(next, opener.by(List.of(wish.alone().get())));
    }
    left.addAll(remaining(after));
    return !left.isEmpty() && value(next, opener.by(left)).equals(value);
  }

  private List<Identity> remaining(Set<String> after) {
    List<Identity> left = new ArrayList<>();
    for (Identity identity : identities) {
      if (identity.recipient().isEmpty() || isOneOf(identity, after)) {
        left.add(identity);
      }
    }
    return left;
  }

  /** Whether the identity opens its own entry, whatever the other groups ask for. */
  private static boolean wraps(SopsDocument document, KeyOpener own) {
    for (KeyProof proof : document.proveKeys(own)) {
      if (proof.digest().isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOneOf(Identity identity, Set<String> recipients) {
    return identity.recipient().isPresent()
        && recipients.contains(identity.recipient().get().text());
  }

  private Optional<String> value(SopsDocument document, KeyOpener with) throws SopsException {
    try {
      return Optional.of(values.digest(document, with));
    } catch (SopsException e) {
      if (e.kind() == SopsException.Kind.NO_DATA_KEY) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean isTrusted(Set<String> recipients, Wish wish) {
    for (String recipient : recipients) {
      for (Owners owners : wish.names()) {
        for (Owners.Owner owner : owners.of(recipient)) {
          if (trusted.contains(owner.name())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private ReaderChange change(
      Set<String> before, Set<String> after, Optional<String> value, Wish wish) {
    List<ReaderChange.Reader> kept = new ArrayList<>();
    List<ReaderChange.Reader> added = new ArrayList<>();
    List<ReaderChange.Reader> removed = new ArrayList<>();
    for (String recipient : before) {
      (after.contains(recipient) ? kept : removed)
          .add(new ReaderChange.Reader(recipient, name(recipient, wish)));
    }
    for (String recipient : after) {
      if (!before.contains(recipient)) {
        added.add(new ReaderChange.Reader(recipient, name(recipient, wish)));
      }
    }
    return new ReaderChange(kept, added, removed, value);
  }

  private static Optional<String> name(String recipient, Wish wish) {
    for (Owners owners : wish.names()) {
      Optional<String> name = owners.describe(recipient);
      if (name.isPresent()) {
        return name;
      }
    }
    return Optional.empty();
  }

  private static String names(Set<String> recipients, Wish wish) {
    Set<String> names = new LinkedHashSet<>();
    for (String recipient : recipients) {
      name(recipient, wish).ifPresent(names::add);
    }
    return names.isEmpty() ? "somebody who reads it" : String.join(" or ", names);
  }

  private void refuse(String path, Wish wish, Need need, String reason, String command) {
    draft.obstacle(path, List.of(wish.cause()), need, reason, command);
  }

  private static String sentence(String reason) {
    return reason.isEmpty()
        ? reason
        : Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + '.';
  }
}
