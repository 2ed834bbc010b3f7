package org.keytally.check;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.MemberKind;
import org.keytally.clan.Placement;
import org.keytally.config.Severity;

/** A machine lacks one half of its key pair. */
final class MachineWithoutKey extends Rule {

  MachineWithoutKey() {
    super(
        "machine-without-key",
        Severity.WARNING,
        "A machine lacks one half of its key pair.",
        "MAC-02",
        "MAC-03",
        "MAC-04");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Set<String> privateKeys = new HashSet<>();
    for (MachineSecrets.PrivateKey key : evidence.machineKeys()) {
      privateKeys.add(key.machine());
    }
    if (evidence.completeness().isPresent()) {
      checkDeployed(evidence.completeness().get().unkeyed(), evidence, findings);
    } else {
      checkVars(evidence, findings);
    }
    for (String machine : privateKeys) {
      boolean declared = evidence.fleet().machines().declared().contains(machine);
      if (!evidence.fleet().keyedMachines().containsKey(machine) && declared) {
        findings
            .about(Subjects.member(MemberKind.MACHINES, machine))
            .at(evidence.path("sops/secrets/" + MachineSecrets.nameFor(machine) + "/secret"))
            .weighing(Severity.ERROR)
            .fix(
                "Register the public half: clan secrets machines add "
                    + Wording.quote(machine)
                    + " AGE-KEY")
            .add(
                "The private key of machine "
                    + machine
                    + " is kept but its public half is not registered: it cannot be a recipient.");
      }
    }
    for (KeyHolder machine : evidence.fleet().keyedMachines().values()) {
      if (!privateKeys.contains(machine.name())) {
        findings
            .about(Subjects.of(machine))
            .at(machine.keyFile())
            .weighing(Severity.INFO)
            .fix(
                "Nothing, if the key is the host's own ssh key; else: clan vars fix "
                    + Wording.quote(machine.name()))
            .add(
                "The private key of machine "
                    + machine.name()
                    + " is not in the repository: clan uploads neither it nor activation secrets.");
      }
    }
  }

  private static void checkVars(Evidence evidence, Findings findings) {
    Set<String> unkeyed = new TreeSet<>();
    String last = "";
    for (SopsFiles.OfClan file : evidence.sopsFiles().ofClan()) {
      // The secrets of one machine come one after the other.
      if (file.secret().placement() instanceof Placement.PerMachine var
          && !var.machine().equals(last)) {
        last = var.machine();
        if (!evidence.fleet().keyedMachines().containsKey(last)) {
          unkeyed.add(last);
        }
      }
    }
    for (String machine : unkeyed) {
      findings
          .about(Subjects.member(MemberKind.MACHINES, machine))
          .at(evidence.path("vars/per-machine/" + machine))
          .fix("clan vars generate " + machine)
          .add(
              "Machine "
                  + machine
                  + " has secret vars but no key: none of them can be deployed to it.");
    }
  }

  /** What Nix deploys decides: a machine whose secrets all stay with the admins needs no key. */
  private static void checkDeployed(
      Map<String, List<String>> unkeyed, Evidence evidence, Findings findings) {
    for (Map.Entry<String, List<String>> entry : unkeyed.entrySet()) {
      String machine = entry.getKey();
      findings
          .about(Subjects.member(MemberKind.MACHINES, machine))
          .at(evidence.path("sops/machines/" + machine + "/key.json"))
          .in(entry.getValue())
          .from(EvidenceKind.MANIFEST)
          .fix("clan vars fix " + machine)
          .add(
              "Nix deploys "
                  + Wording.count(entry.getValue().size(), "secret")
                  + " to machine "
                  + machine
                  + ", which has no key: it cannot read "
                  + Wording.agree(entry.getValue().size(), "it", "them")
                  + '.');
    }
  }
}
