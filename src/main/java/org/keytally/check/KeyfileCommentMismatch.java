package org.keytally.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keytally.config.Severity;
import org.keytally.source.KeyFile;
import org.keytally.source.KeyFile.Entry;
import org.keytally.source.KeyFile.RecipientComment;
import org.keytally.source.Workstation;

/** A public key in a comment is not that of the private key; clan believes the comment. */
final class KeyfileCommentMismatch extends Rule {

  KeyfileCommentMismatch() {
    super(
        "keyfile-comment-mismatch",
        Severity.ERROR,
        "A public key in a comment of the key file is not that of the private key",
        "COR-09");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.workstation().isEmpty()) {
      return;
    }
    for (KeyFile keyFile : WorkstationEvidence.keyFiles(evidence)) {
      if (!keyFile.has(KeyFile.Problem.Kind.ENCRYPTED)) {
        check(evidence, evidence.workstation().get(), keyFile, findings);
      }
    }
  }

  private static void check(
      Evidence evidence, Workstation workstation, KeyFile keyFile, Findings findings) {
    Map<Integer, Entry> entries = new HashMap<>();
    for (Entry entry : keyFile.entries()) {
      entries.putIfAbsent(entry.line(), entry);
    }
    Set<Integer> wellCommented = new HashSet<>();
    for (RecipientComment comment : keyFile.recipientComments()) {
      if (isOf(comment, entries.get(comment.entryLine()))) {
        wellCommented.add(comment.entryLine());
      }
    }
    for (RecipientComment comment : keyFile.recipientComments()) {
      @Nullable Entry entry = entries.get(comment.entryLine());
      boolean misleads =
          entry != null
              && entry.recipient().isPresent()
              && !entry.plugin()
              && comment.recipient().startsWith("age1")
              && !wellCommented.contains(entry.line());
      boolean held = keyFile.holds(comment.recipient()) || workstation.holds(comment.recipient());
      if (misleads && entry != null) {
        aboutWrong(evidence, keyFile, comment, entry, held, findings);
      } else if (!held) {
        aboutOrphan(evidence, keyFile, comment, findings);
      }
    }
  }

  private static void aboutWrong(
      Evidence evidence,
      KeyFile keyFile,
      RecipientComment comment,
      Entry entry,
      boolean held,
      Findings findings) {
    String place = place(keyFile, comment);
    findings
        .about(Subjects.recipient(comment.recipient(), evidence.owners()))
        .from(EvidenceKind.WORKSTATION)
        .weighing(held ? Severity.WARNING : Severity.ERROR)
        .fix(
            "keytally keys sync; or correct "
                + place
                + " to: # public key: "
                + entry.recipient().orElse(""))
        .add(
            "In "
                + keyFile.location()
                + ", line "
                + comment.line()
                + " names another public key than that of the identity in line "
                + entry.line()
                + (held
                    ? ": the comments are mixed up"
                    : ": clan believes the comment, and registers or encrypts to a key that"
                        + " cannot be opened here"));
  }

  private static void aboutOrphan(
      Evidence evidence, KeyFile keyFile, RecipientComment comment, Findings findings) {
    String place = place(keyFile, comment);
    findings
        .about(Subjects.recipient(comment.recipient(), evidence.owners()))
        .from(EvidenceKind.WORKSTATION)
        .weighing(Severity.WARNING)
        .fix("remove the key from " + place + ", or add its private key")
        .add(
            "In "
                + keyFile.location()
                + ", line "
                + comment.line()
                + " names a public key without a private key: clan takes it for one of yours, and"
                + " registers or encrypts to a key that cannot be opened here");
  }

  private static boolean isOf(RecipientComment comment, @Nullable Entry entry) {
    return entry != null
        && entry.recipient().isPresent()
        && entry.recipient().get().equals(comment.recipient());
  }

  private static String place(KeyFile keyFile, RecipientComment comment) {
    return "line " + comment.line() + " of " + keyFile.location();
  }
}
