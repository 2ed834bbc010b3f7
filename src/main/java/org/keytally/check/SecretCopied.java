package org.keytally.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;
import org.keytally.sops.SopsFile;

/** Two secrets hold the same ciphertext. */
final class SecretCopied extends Rule {

  SecretCopied() {
    super("secret-copied", Severity.WARNING, "Two secrets hold the same ciphertext.", "SEC-31");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Map<String, List<Secret>> byCiphertext = new LinkedHashMap<>();
    for (Secret secret : evidence.fleet().secrets()) {
      Optional<SopsFile> contents = secret.contents();
      if (contents.isEmpty() || contents.get().ciphertext().isEmpty()) {
        continue;
      }
      String ciphertext = contents.get().ciphertext().get();
      List<Secret> same = byCiphertext.get(ciphertext);
      if (same == null) {
        same = new ArrayList<>(1);
        byCiphertext.put(ciphertext, same);
      }
      same.add(secret);
    }
    for (List<Secret> same : byCiphertext.values()) {
      if (same.size() > 1) {
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
  }
}
