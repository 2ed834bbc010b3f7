package org.keytally.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.clan.MemberKind;
import org.keytally.clan.MemberLink;
import org.keytally.clan.Placement;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** A machine has no access to a secret that Nix deploys to it. */
final class VarNotDeployable extends Rule {

  VarNotDeployable() {
    super(
        "var-not-deployable",
        Severity.ERROR,
        "A machine has no access to a secret that Nix deploys to it.",
        "VAR-16",
        "VAR-17");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.completeness().isPresent()) {
      checkDeclared(evidence.completeness().get(), findings);
    } else {
      comparePeers(evidence, findings);
    }
  }

  private static void checkDeclared(Completeness completeness, Findings findings) {
    Map<String, List<DeclaredVar>> byMachine = new TreeMap<>();
    for (DeclaredVar var : completeness.vars()) {
      for (String machine : var.unlinked()) {
        Grouping.add(byMachine, machine, var);
      }
    }
    for (Map.Entry<String, List<DeclaredVar>> entry : byMachine.entrySet()) {
      List<String> paths = new ArrayList<>();
      Set<String> generators = new TreeSet<>();
      for (DeclaredVar var : entry.getValue()) {
        paths.add(var.directory() + "/secret");
        generators.add(var.generator().generator());
      }
      findings
          .about(Subjects.member(MemberKind.MACHINES, entry.getKey()))
          .in(paths)
          .from(EvidenceKind.MANIFEST)
          .fix("keytally repair --only var-not-deployable, or: clan vars fix " + entry.getKey())
          .add(
              "Nix deploys "
                  + Wording.count(paths.size(), "secret")
                  + " of "
                  + Wording.list(new ArrayList<>(generators))
                  + " to machine "
                  + entry.getKey()
                  + ", which has no link to "
                  + Wording.agree(paths.size(), "it", "them")
                  + ": the host lacks "
                  + Wording.agree(paths.size(), "it", "them")
                  + '.');
    }
  }

  /** The machine links of one file of a generator on all machines. */
  private static final class Peers {
    private final List<Secret> unlinked = new ArrayList<>();
    private final List<String> machines = new ArrayList<>();
    private int linked;
  }

  /** Without a manifest nobody knows what is deployed, but machines seldom differ in it. */
  private static void comparePeers(Evidence evidence, Findings findings) {
    Set<String> wanted = new HashSet<>();
    for (SopsFiles.OfClan file : evidence.sopsFiles().ofClan()) {
      if (file.secret().placement() instanceof Placement.PerMachine var
          && !hasLink(file.secret(), var.machine())) {
        wanted.add(var.generator() + '/' + var.file());
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    Map<String, Peers> byFile = new LinkedHashMap<>();
    for (SopsFiles.OfClan file : evidence.sopsFiles().ofClan()) {
      if (file.secret().placement() instanceof Placement.PerMachine var
          && evidence.fleet().keyedMachines().containsKey(var.machine())) {
        String name = var.generator() + '/' + var.file();
        if (wanted.contains(name)) {
          addPeer(byFile, name, file.secret(), var.machine());
        }
      }
    }
    for (Map.Entry<String, Peers> entry : byFile.entrySet()) {
      Peers peers = entry.getValue();
      // Two linked ones and a majority of them: less is no pattern.
      if (peers.unlinked.isEmpty()
          || peers.linked < 2
          || peers.linked <= 2 * peers.unlinked.size()) {
        continue;
      }
      findings
          .about(new Subject(Subject.Type.VAR, entry.getKey()))
          .in(Subjects.paths(peers.unlinked))
          .weighing(Severity.INFO)
          .fix(
              "keytally manifest tells what Nix deploys; if the file is deployed: clan vars fix"
                  + arguments(peers.machines))
          .add(
              Wording.list(peers.machines)
                  + ' '
                  + Wording.agree(peers.machines.size(), "is", "are")
                  + " not linked to the secret "
                  + entry.getKey()
                  + " of "
                  + Wording.agree(peers.machines.size(), "its", "their")
                  + " own, while "
                  + peers.linked
                  + " other machines are.");
    }
  }

  private static void addPeer(
      Map<String, Peers> byFile, String file, Secret secret, String machine) {
    Peers peers = byFile.get(file);
    if (peers == null) {
      peers = new Peers();
      byFile.put(file, peers);
    }
    if (hasLink(secret, machine)) {
      peers.linked++;
    } else {
      peers.unlinked.add(secret);
      peers.machines.add(machine);
    }
  }

  private static boolean hasLink(Secret secret, String machine) {
    for (MemberLink link : secret.machines()) {
      if (link.name().equals(machine) || link.leadsTo(machine)) {
        return true;
      }
    }
    return false;
  }

  private static String arguments(List<String> machines) {
    StringBuilder text = new StringBuilder();
    for (String machine : machines) {
      text.append(' ').append(machine);
    }
    return text.toString();
  }
}
