package org.keytally.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.PluginRecipient;
import org.keytally.age.Recipient;
import org.keytally.clan.Fleet;
import org.keytally.clan.Placement;
import org.keytally.clan.RuledFile;
import org.keytally.clan.Secret;
import org.keytally.sops.KeyType;
import org.keytally.sops.MasterKey;
import org.keytally.sops.SopsFile;
import org.keytally.sops.SopsProblem;

/**
 * A file of a fleet that sops encrypted.
 *
 * @param holdsIdentity whether it is the private key of a machine (clan-repository 5)
 */
record SealedFile(String path, SopsFile contents, boolean holdsIdentity) {

  private static final String MACHINE_KEY = "-age.key";

  /** All of a fleet, except those that stand in clear and those that nobody could read. */
  static List<SealedFile> of(Fleet fleet) {
    List<SealedFile> files = new ArrayList<>(fleet.secrets().size() + fleet.ruledFiles().size());
    for (Secret secret : fleet.secrets()) {
      if (secret.contents().isPresent()) {
        boolean holdsIdentity =
            secret.placement() instanceof Placement.PlainSecret plain
                && plain.name().endsWith(MACHINE_KEY);
        add(files, new SealedFile(secret.path(), secret.contents().get(), holdsIdentity));
      }
    }
    for (RuledFile ruled : fleet.ruledFiles()) {
      add(files, new SealedFile(ruled.path(), ruled.contents(), false));
    }
    return files;
  }

  private static void add(List<SealedFile> files, SealedFile file) {
    if (!file.has(SopsProblem.Kind.NO_METADATA)) {
      files.add(file);
    }
  }

  boolean has(SopsProblem.Kind kind) {
    for (SopsProblem problem : contents.problems()) {
      if (problem.kind() == kind) {
        return true;
      }
    }
    return false;
  }

  /** Whether it lists an age recipient at all. */
  boolean isForAge() {
    return !recipients().isEmpty();
  }

  /** Its age recipients as written, each once. */
  List<String> recipients() {
    Set<String> seen = new HashSet<>();
    List<String> recipients = new ArrayList<>();
    for (MasterKey key : contents.keys()) {
      if (key.type() == KeyType.AGE && seen.add(key.identifier())) {
        recipients.add(key.identifier());
      }
    }
    return recipients;
  }

  /** Whether one of its recipients is this one, however it is spelled. */
  boolean isFor(Recipient wanted) {
    return parsed().contains(wanted);
  }

  /** Whether a plugin may open it. */
  boolean isForPlugin() {
    for (Recipient recipient : parsed()) {
      if (recipient instanceof PluginRecipient) {
        return true;
      }
    }
    return false;
  }

  private List<Recipient> parsed() {
    List<Recipient> parsed = new ArrayList<>();
    for (String recipient : recipients()) {
      try {
        parsed.add(Recipient.parse(recipient));
      } catch (MalformedKeyException e) {
        // What is wrong with a recipient is told by rules that need no key.
      }
    }
    return parsed;
  }
}
