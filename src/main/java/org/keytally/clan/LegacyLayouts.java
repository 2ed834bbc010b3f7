package org.keytally.clan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keytally.clan.Problem.Kind;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/** Recognises layouts of older releases and of third-party guides (clan-repository 8). */
final class LegacyLayouts {

  private final Snapshot snapshot;
  private final Layout layout;
  private final List<Problem> problems;
  private final Set<String> reported = new HashSet<>();

  /**
   * For one snapshot.
   *
   * @param problems takes what is found
   */
  LegacyLayouts(Snapshot snapshot, Layout layout, List<Problem> problems) {
    this.snapshot = snapshot;
    this.layout = layout;
    this.problems = problems;
  }

  /**
   * Reports all of them, each folder once.
   *
   * @param machines that are declared
   * @param clanCoreTime when the pinned clan-core was made, in seconds since 1970
   */
  void report(
      List<Secret> secrets,
      List<PublicVar> publicVars,
      Set<String> machines,
      Optional<Long> clanCoreTime) {
    reportMachineFolders();
    if (snapshot.isDirectory(layout.at("sops/vars"))) {
      once(
          layout.at("sops/vars"),
          Kind.LEGACY_LAYOUT,
          "vars below sops/ are of July and August 2024 and no longer re-encrypted");
    }
    for (MemberKind kind : MemberKind.values()) {
      reportThirdParty(kind.folder());
    }
    reportThirdParty("secrets");
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

  private void reportMachineFolders() {
    String home = layout.at("machines");
    for (TreeEntry entry : snapshot.below(home)) {
      List<String> names = Layout.names(entry.path().substring(home.length() + 1));
      if (names.size() == 3 && names.get(1).equals("facts")) {
        once(
            home + '/' + names.get(0) + "/facts",
            Kind.LEGACY_FACTS,
            "facts are gone from clan since December 2025");
      } else if (names.size() == 4
          && names.get(1).equals("vars")
          && !names.get(3).endsWith(".nix")) {
        once(
            home + '/' + names.get(0) + "/vars",
            Kind.LEGACY_LAYOUT,
            "vars below machines/ are of July 2024 and dead");
      } else if (names.size() >= 5
          && names.get(0).equals("nixos")
          && names.get(2).equals("vars")
          && (names.get(4).equals("secret") || names.get(4).equals("public"))) {
        once(
            home + "/nixos/" + names.get(1) + "/vars/" + names.get(3),
            Kind.LEGACY_LAYOUT,
            "no release of clan reads vars here: they belong into vars/per-machine/"
                + names.get(1)
                + '/'
                + names.get(3));
      }
    }
  }

  private void once(String path, Kind kind, String message) {
    if (reported.add(path)) {
      problems.add(new Problem(kind, path, 0, message));
    }
  }
}
