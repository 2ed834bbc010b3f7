package org.keytally.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keytally.clan.AgeStore;
import org.keytally.clan.Fleet;
import org.keytally.clan.Manifest;
import org.keytally.config.Severity;

/** A file of the age backend is encrypted to others than Nix says. */
final class AgeListStale extends Rule {

  AgeListStale() {
    super(
        "age-list-stale",
        Severity.ERROR,
        "A file of the age backend is encrypted to others than Nix says.",
        "AGE-03");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty() || evidence.completeness().isEmpty()) {
      return;
    }
    Manifest manifest = evidence.declared().get().manifest();
    Fleet fleet = evidence.fleet();
    for (DeclaredVar var : AgeStores.vars(evidence.completeness().get())) {
      AgeStore.SealedVar sealed = fleet.ageStore().vars().get(var.path());
      if (sealed != null && AgeStores.isListed(var)) {
        compare(
            Subjects.of(var.placement()),
            sealed.file(),
            AgeStores.readers(var, fleet, manifest),
            fleet,
            findings);
      }
    }
    for (String name : AgeStores.machines(manifest)) {
      AgeStore.MachineKey machine = fleet.ageStore().machines().get(name);
      Set<String> people = new HashSet<>(manifest.recipientsOf(name));
      if (machine != null && machine.privateKey().isPresent() && !people.isEmpty()) {
        compare(
            AgeStores.subject(machine),
            machine.privateKey().get(),
            List.of(people),
            fleet,
            findings);
      }
    }
  }

  private static void compare(
      Subject subject,
      AgeStore.Sealed file,
      List<Set<String>> accepted,
      Fleet fleet,
      Findings findings) {
    if (file.recipients().isEmpty() || accepted.isEmpty()) {
      return;
    }
    Set<String> listed = new TreeSet<>(file.recipients().get());
    for (Set<String> wanted : accepted) {
      if (listed.equals(wanted)) {
        return;
      }
    }
    Set<String> lacking = new TreeSet<>(accepted.get(0));
    lacking.removeAll(listed);
    Set<String> surplus = new TreeSet<>(listed);
    surplus.removeAll(accepted.get(0));
    List<String> parts = new ArrayList<>();
    if (!lacking.isEmpty()) {
      parts.add("not to " + names(lacking, fleet));
    }
    if (!surplus.isEmpty()) {
      parts.add("still to " + names(surplus, fleet));
    }
    findings
        .about(subject)
        .at(file.listPath())
        .in(List.of(file.listPath(), file.path()))
        .from(EvidenceKind.MANIFEST)
        .fix(
            surplus.isEmpty()
                ? "clan vars fix"
                : "clan vars fix; then replace the value, if somebody was to lose access")
        .add("By its list it is encrypted " + String.join(" and ", parts) + ".");
  }

  private static String names(Set<String> recipients, Fleet fleet) {
    Map<String, String> machines = new HashMap<>();
    for (AgeStore.MachineKey machine : fleet.ageStore().machines().values()) {
      Optional<String> key = machine.publicKey();
      if (key.isPresent()) {
        machines.put(key.get(), "machine " + machine.machine());
      }
    }
    List<String> names = new ArrayList<>();
    for (String recipient : recipients) {
      names.add(machines.getOrDefault(recipient, recipient));
    }
    return Wording.list(names);
  }
}
