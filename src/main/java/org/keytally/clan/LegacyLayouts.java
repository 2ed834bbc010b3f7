package org.keytally.clan;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keytally.clan.Problem.Kind;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/**
 * Recognises layouts of older releases and of third-party guides (clan-repository 8). What the
 * pinned clan-core itself still reads is right as it is, so moments, in seconds since 1970, say
 * until when a layout was in use.
 */
final class LegacyLayouts {

  /** When vars left {@code machines/} and the names of secrets: August 2024. */
  private static final long VARS_IN_SOPS = 1_722_470_400L;

  /** When vars had folders of their own, also public ones: September 2024. */
  static final long VARS_IN_FOLDERS = 1_725_148_800L;

  /** When folders of vars had no {@code meta.json} any more: the middle of September 2024. */
  static final long META_REMOVED = 1_726_444_800L;

  /** When validation hashes had the name of today: January 2025. */
  static final long HASH_RENAMED = 1_735_689_600L;

  /** When facts, and {@code services} of the inventory, were gone: December 2025. */
  static final long SERVICES_REMOVED = 1_764_547_200L;

  /** When every release had the new vars of zerotier: July 2026. */
  private static final long ZEROTIER_MOVED = 1_782_864_000L;

  /** When names of vars on hosts got the placement: August 2026. */
  static final long PLACEMENT_IN_RUNTIME_NAMES = 1_785_542_400L;

  private final Snapshot snapshot;
  private final Layout layout;
  private final Optional<Long> clanCoreTime;
  private final List<Problem> problems;
  private final Set<String> reported = new HashSet<>();

  /**
   * For one snapshot.
   *
   * @param clanCoreTime when the pinned clan-core was made, in seconds since 1970
   * @param problems takes what is found
   */
  LegacyLayouts(
      Snapshot snapshot, Layout layout, Optional<Long> clanCoreTime, List<Problem> problems) {
    this.snapshot = snapshot;
    this.layout = layout;
    this.clanCoreTime = clanCoreTime;
    this.problems = problems;
  }

  /**
   * Reports all of them, each folder once.
   *
   * @param machines all that are known
   */
  void report(Collection<Secret> secrets, Collection<PublicVar> publicVars, Set<String> machines) {
    reportForeign();
    Set<String> withFacts = reportMachineFolders();
    reportSecretNames(secrets, machines, withFacts);
    if (clanCoreTime.isPresent() && clanCoreTime.get() >= ZEROTIER_MOVED) {
      reportZerotier(secrets, publicVars);
    }
    if (snapshot.isDirectory(layout.at("sops/vars")) && isOver(VARS_IN_FOLDERS)) {
      once(
          layout.at("sops/vars"),
          Kind.LEGACY_LAYOUT,
          "vars below sops/ are of July and August 2024 and no longer re-encrypted");
    }
  }

  /** Reports what only guides of third parties describe, and no release ever read. */
  void reportForeign() {
    for (MemberKind kind : MemberKind.values()) {
      reportThirdParty(kind.folder());
    }
    reportThirdParty("secrets");
    String home = layout.at("machines/nixos");
    for (TreeEntry entry : snapshot.below(home)) {
      List<String> names = Layout.names(entry.path().substring(home.length() + 1));
      String last = entry.name();
      if (names.size() >= 4
          && names.get(1).equals("vars")
          && (last.equals("secret") || last.equals("public"))) {
        String place = names.get(0) + '/' + names.get(2);
        once(
            home + '/' + names.get(0) + "/vars/" + names.get(2),
            Kind.LEGACY_LAYOUT,
            "no release of clan reads vars here: they belong into vars/per-machine/" + place);
      }
    }
  }

  private void reportThirdParty(String folder) {
    String path = layout.at("secrets/clan/") + folder;
    if (snapshot.isDirectory(path)) {
      once(
          path,
          Kind.LEGACY_LAYOUT,
          "clan reads nothing here: with the clan directory at secrets/clan it would be"
              + " secrets/clan/sops/"
              + folder);
    }
  }

  private boolean isOver(long moment) {
    return !isBefore(clanCoreTime, moment);
  }

  /** Whether the pinned clan-core is known to be older than a moment. */
  static boolean isBefore(Optional<Long> clanCoreTime, long moment) {
    return clanCoreTime.isPresent() && clanCoreTime.get() < moment;
  }

  /** Secrets named after a machine's facts and vars, from before vars had folders. */
  private void reportSecretNames(
      Collection<Secret> secrets, Set<String> machines, Set<String> withFacts) {
    Set<String> vars = new HashSet<>();
    for (Secret secret : secrets) {
      if (secret.placement() instanceof Placement.PerMachine var) {
        vars.add(var.machine() + '-' + var.generator() + '-' + var.file());
      }
    }
    for (Secret secret : secrets) {
      if (!(secret.placement() instanceof Placement.PlainSecret plain)) {
        continue;
      }
      String name = plain.name();
      boolean isVar =
          vars.contains(name)
              || (name.startsWith("vars-")
                  && !owner(name.substring("vars-".length()), machines).isEmpty());
      if (isVar && isOver(VARS_IN_SOPS)) {
        once(
            secret.directory(),
            Kind.LEGACY_LAYOUT,
            "a var as a secret of this name is of July 2024 and dead");
        continue;
      }
      String machine = owner(name, withFacts);
      if (!machine.isEmpty() && !name.equals(machine + "-age.key")) {
        once(
            secret.directory(),
            Kind.LEGACY_FACTS,
            "by its name it may be a secret fact of "
                + machine
                + "; clan itself no longer uses those");
      }
    }
  }

  /** The machine whose name and a dash a name begins with; empty if there is none. */
  private static String owner(String name, Set<String> machines) {
    for (int dash = name.indexOf('-'); dash > 0; dash = name.indexOf('-', dash + 1)) {
      if (machines.contains(name.substring(0, dash)) && dash < name.length() - 1) {
        return name.substring(0, dash);
      }
    }
    return "";
  }

  private void reportZerotier(Collection<Secret> secrets, Collection<PublicVar> publicVars) {
    for (Secret secret : secrets) {
      reportZerotier(secret.placement());
    }
    for (PublicVar var : publicVars) {
      reportZerotier(var.placement());
    }
  }

  private void reportZerotier(Placement placement) {
    Optional<String> folder = Optional.empty();
    if (placement instanceof Placement.Shared shared
        && shared.generator().equals("zerotier-controller")) {
      folder = Optional.of("vars/shared/zerotier-controller");
    } else if (placement instanceof Placement.PerMachine var
        && (var.generator().equals("zerotier")
            || var.generator().equals("zerotier-identity")
            || var.generator().startsWith("zerotier-ip-"))) {
      folder = Optional.of("vars/per-machine/" + var.machine() + '/' + var.generator());
    }
    if (folder.isPresent()) {
      once(
          layout.at(folder.get()),
          Kind.LEGACY_LAYOUT,
          "zerotier's vars have other names since June 2026 and are moved by the next generate");
    }
  }

  /** Returns the machines that have facts. */
  private Set<String> reportMachineFolders() {
    Set<String> withFacts = new HashSet<>();
    String home = layout.at("machines");
    for (TreeEntry entry : snapshot.below(home)) {
      List<String> names = Layout.names(entry.path().substring(home.length() + 1));
      if (names.size() == 3 && names.get(1).equals("facts")) {
        if (isOver(SERVICES_REMOVED)) {
          withFacts.add(names.get(0));
          once(
              home + '/' + names.get(0) + "/facts",
              Kind.LEGACY_FACTS,
              "facts are gone from clan since December 2025");
        }
      } else if (names.size() == 4
          && names.get(1).equals("vars")
          && !names.get(3).endsWith(".nix")
          && isOver(VARS_IN_SOPS)) {
        once(
            home + '/' + names.get(0) + "/vars",
            Kind.LEGACY_LAYOUT,
            "vars below machines/ are of July 2024 and dead");
      }
    }
    return withFacts;
  }

  private void once(String path, Kind kind, String message) {
    if (reported.add(path)) {
      problems.add(new Problem(kind, path, 0, message));
    }
  }
}
