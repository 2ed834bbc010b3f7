package org.keytally.check;

import java.util.ArrayList;
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

/** A machine reads a var that is not meant for it. */
final class VarOverexposed extends Rule {

  VarOverexposed() {
    super(
        "var-overexposed",
        Severity.ERROR,
        "A machine reads a var that is not meant for it.",
        "VAR-18",
        "VAR-19",
        "VAR-20");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Secret secret : evidence.fleet().secrets()) {
      if (!(secret.placement() instanceof Placement.PerMachine var)) {
        continue;
      }
      for (MemberLink link : secret.machines()) {
        if (link.isFollowed() && !link.leadsTo(var.machine())) {
          String member = link.member().orElse(link.name());
          findings
              .about(Subjects.member(MemberKind.MACHINES, member))
              .at(link.path())
              .fix("keytally repair --only var-overexposed")
              .add(
                  "Machine "
                      + member
                      + " reads "
                      + var.generator()
                      + '/'
                      + var.file()
                      + ", a secret of machine "
                      + var.machine()
                      + '.');
        }
      }
    }
    if (evidence.completeness().isPresent()) {
      checkDeclared(evidence.completeness().get(), findings);
    }
  }

  /** Which machines read files of one generator that are not meant for them, and why not. */
  private static final class Exposed {
    private final List<String> links = new ArrayList<>();
    private final Set<String> machines = new TreeSet<>();
    private final Set<String> files = new TreeSet<>();
  }

  private static void checkDeclared(Completeness completeness, Findings findings) {
    Map<String, Exposed> withheld = new TreeMap<>();
    Map<String, Exposed> outlived = new TreeMap<>();
    for (DeclaredVar var : completeness.vars()) {
      for (DeclaredVar.Exposure exposure : var.exposedTo()) {
        if (var.placement() instanceof Placement.PerMachine own
            && !own.machine().equals(exposure.machine())) {
          continue; // Needs no manifest to be wrong.
        }
        Exposed exposed =
            (var.machines().contains(exposure.machine()) ? withheld : outlived)
                .computeIfAbsent(var.generator().generator(), k -> new Exposed());
        exposed.links.add(exposure.link());
        exposed.machines.add(exposure.machine());
        exposed.files.add(var.placement().file());
      }
    }
    for (Map.Entry<String, Exposed> entry : withheld.entrySet()) {
      report(
          entry,
          "although Nix deploys "
              + Wording.agree(entry.getValue().files.size(), "it", "them")
              + " to no machine: "
              + Wording.agree(entry.getValue().files.size(), "it is", "they are")
              + " only meant as input of other generators.",
          findings);
    }
    for (Map.Entry<String, Exposed> entry : outlived.entrySet()) {
      report(
          entry,
          "although Nix does not deploy "
              + Wording.agree(entry.getValue().files.size(), "it", "them")
              + " there; no clan command takes that access away.",
          findings);
    }
  }

  private static void report(Map.Entry<String, Exposed> entry, String why, Findings findings) {
    Exposed exposed = entry.getValue();
    findings
        .about(Generators.subject(entry.getKey()))
        .in(exposed.links)
        .from(EvidenceKind.MANIFEST)
        .fix("keytally repair --only var-overexposed; then replace the values.")
        .add(
            Wording.list(new ArrayList<>(exposed.machines))
                + ' '
                + Wording.agree(exposed.machines.size(), "reads ", "read ")
                + Wording.list(new ArrayList<>(exposed.files))
                + " of generator "
                + entry.getKey()
                + ' '
                + why);
  }
}
