package org.keytally.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Owners.OwnedAnchor;
import org.keytally.clan.PublishedKey;
import org.keytally.config.Severity;
import org.keytally.git.Commit;
import org.keytally.history.History;

/** A key was replaced in one place, and its former self still stands in another. */
final class KeyHalfRotated extends Rule {

  /** A rotation in two commits of one sitting is whole, in whatever order they were made. */
  private static final Duration ONE_SITTING = Duration.ofDays(1);

  KeyHalfRotated() {
    super(
        "key-half-rotated",
        Severity.WARNING,
        "A key was replaced in one place, and its former self still stands in another.",
        "COR-18");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.past().isEmpty()) {
      return;
    }
    History history = evidence.past().get().history();
    for (OwnedAnchor anchor : evidence.owners().anchors()) {
      for (KeyHolder holder : holders(evidence, anchor)) {
        compare(history, anchor, holder, findings);
      }
    }
    for (KeyHolder machine : evidence.fleet().keyedMachines().values()) {
      privateKey(evidence, history, machine, findings);
    }
  }

  private static List<KeyHolder> holders(Evidence evidence, OwnedAnchor anchor) {
    List<KeyHolder> holders = new ArrayList<>();
    if (anchor.person().isPresent()) {
      holders.addAll(Persons.users(evidence, evidence.owners().personOf(anchor.person().get())));
    } else if (anchor.machine().isPresent()) {
      KeyHolder machine = evidence.fleet().keyedMachines().get(anchor.machine().get());
      if (machine != null) {
        holders.add(machine);
      }
    }
    for (KeyHolder holder : holders) {
      if (holder.has(anchor.anchor().value())) {
        return List.of();
      }
    }
    return holders;
  }

  private static void compare(
      History history, OwnedAnchor anchor, KeyHolder holder, Findings findings) {
    String name = anchor.anchor().name();
    Commit replaced = history.formerKeys(holder.keyFile()).get(anchor.anchor().value());
    if (replaced != null) {
      findings
          .about(Subjects.of(holder))
          .at(anchor.file(), anchor.anchor().line())
          .fix("keytally repair --only " + rule(anchor))
          .from(EvidenceKind.HISTORY)
          .add(
              "The key of "
                  + holder.name()
                  + " was replaced in "
                  + holder.keyFile()
                  + ' '
                  + Dates.of(replaced)
                  + ", but anchor &"
                  + name
                  + " still has the former one, so files under .sops.yaml stay encrypted to it.");
      return;
    }
    Map<String, Commit> former = history.formerKeysOfAnchor(anchor.file(), name);
    for (PublishedKey key : holder.keys()) {
      Commit changed = former.get(key.text());
      if (changed != null) {
        findings
            .about(Subjects.of(holder))
            .at(holder.keyFile(), key.line())
            .fix(
                "Register the key of the anchor if it is the right one: keytally rotate "
                    + (anchor.person().isPresent() ? "user " : "machine ")
                    + Wording.quote(holder.name()))
            .from(EvidenceKind.HISTORY)
            .add(
                "Anchor &"
                    + name
                    + " was given a new key "
                    + Dates.of(changed)
                    + ", but "
                    + holder.name()
                    + " is still registered with the former one, so clan secrets stay encrypted to"
                    + " it.");
        return;
      }
    }
  }

  private static String rule(OwnedAnchor anchor) {
    return anchor.person().isPresent() ? "user-anchor-mismatch" : "machine-anchor-mismatch";
  }

  /** Whether a machine's public key was replaced long after its private one was written. */
  private static void privateKey(
      Evidence evidence, History history, KeyHolder machine, Findings findings) {
    String path = evidence.path("sops/secrets/" + machine.name() + "-age.key/secret");
    Optional<Commit> written = history.written(path);
    Optional<Commit> replaced = Optional.empty();
    for (Map.Entry<String, Commit> former : history.formerKeys(machine.keyFile()).entrySet()) {
      if (!machine.has(former.getKey())
          && (replaced.isEmpty() || replaced.get().order() < former.getValue().order())) {
        replaced = Optional.of(former.getValue());
      }
    }
    if (written.isPresent()
        && replaced.isPresent()
        && written.get().order() < replaced.get().order()
        && written.get().time().plus(ONE_SITTING).isBefore(replaced.get().time())) {
      findings
          .about(Subjects.of(machine))
          .in(List.of(path, machine.keyFile()))
          .fix(
              "keytally check --verify proves whether they belong together; keytally rotate machine "
                  + Wording.quote(machine.name()))
          .from(EvidenceKind.HISTORY)
          .add(
              "The public key of "
                  + machine.name()
                  + " was replaced "
                  + Dates.of(replaced.get())
                  + ", but the private key that is kept for it is still that of "
                  + Dates.of(written.get())
                  + ": the machine may not be able to decrypt what is encrypted for it.");
    }
  }
}
