package org.keytally.check;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** Two secrets hold the same ciphertext. */
final class SecretCopied extends Rule {

  SecretCopied() {
    super("secret-copied", Severity.WARNING, "Two secrets hold the same ciphertext.", "SEC-31");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Set<String> seen = new HashSet<>();
    Set<String> repeated = new HashSet<>();
    for (SopsFiles.OfClan file : evidence.sopsFiles().ofClan()) {
      String ciphertext = file.contents().ciphertext().orElse(null);
      if (ciphertext != null && !seen.add(ciphertext)) {
        repeated.add(ciphertext);
      }
    }
    if (repeated.isEmpty()) {
      return;
    }
    for (List<Secret> same : copies(evidence.sopsFiles(), repeated).values()) {
      findings
          .about(Subjects.of(same.get(0)))
          .in(Subjects.paths(same))
          .fix("Decide which folder the value belongs to, and delete the other.")
          .add(
              Wording.count(same.size(), "secret")
                  + " hold one and the same encrypted value: a folder was copied, and one of them"
                  + " carries a wrong value under its name.");
    }
  }

  private static Map<String, List<Secret>> copies(SopsFiles files, Set<String> repeated) {
    Map<String, List<Secret>> copies = new LinkedHashMap<>();
    for (SopsFiles.OfClan file : files.ofClan()) {
      String ciphertext = file.contents().ciphertext().orElse(null);
      if (ciphertext != null && repeated.contains(ciphertext)) {
        Grouping.add(copies, ciphertext, file.secret());
      }
    }
    return copies;
  }
}
