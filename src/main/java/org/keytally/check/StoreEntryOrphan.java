package org.keytally.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keytally.clan.Manifest;
import org.keytally.config.Severity;
import org.keytally.source.PasswordStore;

/** The password store has entries of clan that nothing declares. */
final class StoreEntryOrphan extends Rule {

  /** What the backend keeps; where it puts flake-level secrets is not known. */
  private static final List<String> KNOWN =
      List.of(PasswordStore.CLAN_FOLDER + "/shared/", PasswordStore.CLAN_FOLDER + "/per-machine/");

  StoreEntryOrphan() {
    super(
        "store-entry-orphan",
        Severity.WARNING,
        "The password store has entries of clan that nothing declares.",
        "PST-02");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty() || evidence.completeness().isEmpty()) {
      return;
    }
    Set<String> declared = new HashSet<>();
    for (DeclaredVar var : evidence.completeness().get().vars()) {
      if (var.isInPasswordStore()) {
        declared.add(var.path());
      }
    }
    List<String> unknown = unknownFolders(evidence.declared().get().manifest());
    for (Map.Entry<String, PasswordStore> store : PasswordStores.available(evidence).entrySet()) {
      List<String> orphans = new ArrayList<>();
      for (String entry : store.getValue().entries().keySet()) {
        if (!declared.contains(entry)
            && startsWithAny(entry, KNOWN)
            && !startsWithAny(entry, unknown)) {
          orphans.add(entry);
        }
      }
      if (!orphans.isEmpty()) {
        PasswordStores.about(new Subject(Subject.Type.REPOSITORY, store.getKey()), findings)
            .fix("Delete them with `" + store.getKey() + " rm`, unless another fleet uses them.")
            .add(
                "Nix declares no secret for "
                    + Wording.list(orphans)
                    + " in "
                    + store.getValue().location()
                    + ": "
                    + Wording.agree(orphans.size(), "it stays", "they stay")
                    + " readable for everybody who reads the store.");
      }
    }
  }

  /** What a machine that was not evaluated may declare. */
  private static List<String> unknownFolders(Manifest manifest) {
    List<String> folders = new ArrayList<>();
    for (Map.Entry<String, Manifest.Machine> machine : manifest.machines().entrySet()) {
      if (machine.getValue().evaluationError().isPresent()) {
        folders.add(PasswordStore.CLAN_FOLDER + "/per-machine/" + machine.getKey() + '/');
        folders.add(PasswordStore.CLAN_FOLDER + "/shared/");
      }
    }
    return folders;
  }

  private static boolean startsWithAny(String entry, List<String> folders) {
    for (String folder : folders) {
      if (entry.startsWith(folder)) {
        return true;
      }
    }
    return false;
  }
}
