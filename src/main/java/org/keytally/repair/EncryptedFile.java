package org.keytally.repair;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keytally.clan.Fleet;
import org.keytally.clan.RuledFile;
import org.keytally.clan.Secret;
import org.keytally.sops.CreationRule;
import org.keytally.sops.MasterKey;
import org.keytally.sops.RuleKey;
import org.keytally.sops.SopsFile;

/**
 * A file that sops encrypted, whether clan keeps it or a person does.
 *
 * @param secret for one of clan's
 * @param ruled for any other
 */
record EncryptedFile(
    String path, SopsFile contents, Optional<Secret> secret, Optional<RuledFile> ruled) {

  /** All of a fleet whose readers can be told, clan's first. */
  static List<EncryptedFile> of(Fleet fleet) {
    List<EncryptedFile> files = new ArrayList<>();
    for (Secret secret : fleet.secrets()) {
      if (secret.contents().isPresent() && !secret.contents().get().groups().isEmpty()) {
        files.add(
            new EncryptedFile(
                secret.path(), secret.contents().get(), Optional.of(secret), Optional.empty()));
      }
    }
    for (RuledFile ruled : fleet.ruledFiles()) {
      if (!ruled.contents().groups().isEmpty()) {
        files.add(
            new EncryptedFile(
                ruled.path(), ruled.contents(), Optional.empty(), Optional.of(ruled)));
      }
    }
    return files;
  }

  /** As text, in the order of the file. */
  Set<String> recipients() {
    return recipients(contents.groups());
  }

  static Set<String> recipients(List<List<MasterKey>> groups) {
    Set<String> recipients = new LinkedHashSet<>();
    for (List<MasterKey> group : groups) {
      for (MasterKey key : group) {
        recipients.add(key.identifier());
      }
    }
    return recipients;
  }

  boolean isFor(Set<String> keys) {
    for (MasterKey key : contents.keys()) {
      if (keys.contains(key.identifier())) {
        return true;
      }
    }
    return false;
  }

  /** The keys that its creation rule names; absent where no rule is for it. */
  Optional<Set<String>> ruleKeys() {
    if (ruled.isEmpty() || ruled.get().rule().isEmpty()) {
      return Optional.empty();
    }
    Set<String> keys = new LinkedHashSet<>();
    CreationRule rule = ruled.get().rule().get();
    for (List<RuleKey> group : rule.groups()) {
      for (RuleKey key : group) {
        keys.add(key.identifier());
      }
    }
    return Optional.of(keys);
  }
}
