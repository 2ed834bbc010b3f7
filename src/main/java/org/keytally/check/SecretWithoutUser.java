package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import org.keytally.clan.Owners;
import org.keytally.clan.RuledFile;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;
import org.keytally.sops.MasterKey;
import org.keytally.sops.SopsFile;

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
    for (Secret secret : evidence.fleet().secrets()) {
      SopsFile file = secret.contents().orElse(null);
      if (file == null || !Drift.recipientsAreReadable(file)) {
        continue;
      }
      boolean hasUser = false;
      List<String> others = new ArrayList<>();
      for (MasterKey key : file.keys()) {
        hasUser |= evidence.owners().isUser(key.identifier());
        others.add(evidence.owners().describe(key.identifier()).orElse("an unknown key"));
      }
      if (!hasUser) {
        report(findings, Subjects.of(secret), secret.path(), others);
      }
    }
    for (RuledFile ruled : evidence.fleet().ruledFiles()) {
      if (!Drift.recipientsAreReadable(ruled.contents())) {
        continue;
      }
      boolean hasPerson = false;
      List<String> others = new ArrayList<>();
      for (MasterKey key : ruled.contents().keys()) {
        hasPerson |= isPerson(evidence.owners(), key);
        others.add(evidence.owners().describe(key.identifier()).orElse("an unknown key"));
      }
      if (!hasPerson) {
        report(findings, Subjects.file(ruled.path()), ruled.path(), others);
      }
    }
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
