package org.keytally.check;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.Group;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Manifest;
import org.keytally.clan.MemberKind;
import org.keytally.clan.MemberLink;
import org.keytally.clan.PublishedKey;
import org.keytally.clan.Readership;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;
import org.keytally.sops.MasterKey;

/** A machine's default group cannot read its private key. */
final class MachineKeyWithoutGroup extends Rule {

  MachineKeyWithoutGroup() {
    super(
        "machine-key-without-group",
        Severity.WARNING,
        "A machine's default group cannot read its private key.",
        "MAC-08");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty()) {
      return;
    }
    SortedMap<String, List<Secret>> lacking = new TreeMap<>();
    Readership readership = Readership.of(evidence.fleet());
    for (MachineSecrets.PrivateKey key : evidence.machineKeys()) {
      Secret secret = key.secret();
      if (secret.contents().isEmpty() || !Drift.recipientsAreReadable(secret.contents().get())) {
        continue;
      }
      Manifest.Machine machine = evidence.declared().get().manifest().machines().get(key.machine());
      if (machine == null) {
        continue;
      }
      for (String group : machine.settings().defaultGroups()) {
        if (lacks(secret, group, evidence, readership)) {
          Grouping.add(lacking, group, secret);
        }
      }
    }
    for (Map.Entry<String, List<Secret>> entry : lacking.entrySet()) {
      findings
          .about(Subjects.member(MemberKind.GROUPS, entry.getKey()))
          .in(Subjects.paths(entry.getValue()))
          .from(EvidenceKind.MANIFEST)
          .fix("clan secrets groups add-secret " + entry.getKey() + " MACHINE-age.key")
          .add(
              "Not everybody in the default group "
                  + entry.getKey()
                  + " can decrypt the private "
                  + Wording.agree(entry.getValue().size(), "key of a machine", "keys of machines")
                  + ": the other admins cannot install the host.");
    }
  }

  private static boolean lacks(
      Secret secret, String name, Evidence evidence, Readership readership) {
    Group group = evidence.fleet().groups().get(name);
    if (group == null) {
      return false;
    }
    for (MemberLink link : secret.groups()) {
      if (link.name().equals(name)) {
        return false; // What a linked group lacks is reported for its members.
      }
    }
    Set<String> recipients = new HashSet<>();
    for (MasterKey key : secret.contents().orElseThrow().keys()) {
      recipients.add(key.identifier());
    }
    for (MemberLink link : group.users()) {
      Optional<KeyHolder> user = readership.holder(link);
      if (user.isPresent()) {
        for (PublishedKey key : user.get().keys()) {
          if (key.isUsable() && !recipients.contains(key.text().strip())) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
