package org.keytally.check;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keytally.config.Severity;
import org.keytally.source.KeyFile;
import org.keytally.source.KeyFile.Entry;
import org.keytally.source.KeyFile.RecipientComment;

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
    for (KeyFile keyFile : WorkstationEvidence.keyFiles(evidence)) {
      if (!keyFile.has(KeyFile.Problem.Kind.ENCRYPTED)) {
        check(evidence, keyFile, findings);
      }
    }
  }

  private static void check(Evidence evidence, KeyFile keyFile, Findings findings) {
    Map<Integer, Entry> entries = new HashMap<>();
    for (Entry entry : keyFile.entries()) {
      entries.put(entry.line(), entry);
    }
    for (RecipientComment comment : keyFile.recipientComments()) {
      @Nullable Entry entry = entries.get(comment.entryLine());
      boolean held = keyFile.holds(comment.recipient());
      if (entry == null && !held) {
        finding(evidence, comment, findings)
            .weighing(Severity.WARNING)
            .fix("remove the key from " + place(keyFile, comment) + ", or add its private key")
            .add(
                place(keyFile, comment)
                    + " names a public key without a private key: clan takes it for one of yours,"
                    + " and registers or encrypts to a key that cannot be opened here");
      } else if (entry != null
          && entry.recipient().isPresent()
          && !entry.recipient().get().equals(comment.recipient())) {
        finding(evidence, comment, findings)
            .weighing(held ? Severity.WARNING : Severity.ERROR)
            .fix(
                "correct "
                    + place(keyFile, comment)
                    + " to: # public key: "
                    + entry.recipient().get())
            .add(
                place(keyFile, comment)
                    + " names another public key than that of the identity in line "
                    + entry.line()
                    + (held
                        ? ": the comments are mixed up"
                        : ": clan believes the comment, and registers or encrypts to a key that"
                            + " nobody here holds"));
      }
    }
  }

  private static Findings.Draft finding(
      Evidence evidence, RecipientComment comment, Findings findings) {
    return findings
        .about(Subjects.recipient(comment.recipient(), evidence.owners()))
        .from(EvidenceKind.WORKSTATION);
  }

  private static String place(KeyFile keyFile, RecipientComment comment) {
    return "line " + comment.line() + " of " + keyFile.location();
  }
}
