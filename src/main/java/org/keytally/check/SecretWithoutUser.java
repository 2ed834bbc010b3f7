package org.keytally.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.keytally.clan.Owners;
import org.keytally.clan.RuledFile;
import org.keytally.config.Severity;
import org.keytally.sops.MasterKey;

/** No person can decrypt a secret. */
final class SecretWithoutUser extends Rule {

  SecretWithoutUser() {
    super(
        "secret-without-user",
        Severity.ERROR,
        "No person can decrypt a secret.",
        "SEC-05",
        "SEC-06",
        "GRP-06");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Owners owners = evidence.owners();
    Set<RecipientList> closed = new HashSet<>();
    for (RecipientList recipients : evidence.sopsFiles().clanLists()) {
      if (!hasUser(owners, recipients.keys())) {
        closed.add(recipients);
      }
    }
    if (!closed.isEmpty()) {
      for (SopsFiles.OfClan file : evidence.sopsFiles().ofClan()) {
        if (closed.contains(file.recipients()) && Drift.recipientsAreReadable(file.contents())) {
          report(findings, file.subject(), file.path(), names(owners, file.recipients().keys()));
        }
      }
    }
    for (RuledFile ruled : evidence.fleet().ruledFiles()) {
      List<MasterKey> keys = ruled.contents().keys();
      if (!hasPerson(owners, keys) && Drift.recipientsAreReadable(ruled.contents())) {
        report(findings, Subjects.file(ruled.path()), ruled.path(), names(owners, keys));
      }
    }
  }

  private static boolean hasUser(Owners owners, List<MasterKey> keys) {
    for (MasterKey key : keys) {
      if (owners.isUser(key.identifier())) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasPerson(Owners owners, List<MasterKey> keys) {
    for (MasterKey key : keys) {
      if (isPerson(owners, key)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> names(Owners owners, List<MasterKey> keys) {
    List<String> names = new ArrayList<>();
    for (MasterKey key : keys) {
      names.add(owners.describe(key.identifier()).orElse("an unknown key"));
    }
    return names;
  }

  /** A cloud key service lets in people whom the repository does not name. */
  private static boolean isPerson(Owners owners, MasterKey key) {
    return switch (key.type()) {
      case AGE, PGP -> owners.isPerson(key.identifier());
      case KMS, GCP_KMS, HCKMS, AZURE_KV, HC_VAULT -> true;
    };
  }

  private static void report(Findings findings, Subject subject, String path, List<String> others) {
    findings
        .about(subject)
        .at(path)
        .fix(
            others.isEmpty()
                ? "Restore the file from history, or generate the value anew."
                : "Add a reader with a key that still opens it, or generate the value anew.")
        .add(
            others.isEmpty()
                ? "Nobody can decrypt this file: it has no recipient at all."
                : "No user can decrypt this file; only "
                    + Wording.list(others)
                    + Wording.agree(others.size(), " can.", " can."));
  }
}
