package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keytally.config.Severity;
import org.keytally.source.PasswordStore;

/** The password store has an entry in two forms. */
final class StoreEntryTwice extends Rule {

  StoreEntryTwice() {
    super(
        "store-entry-twice",
        Severity.WARNING,
        "The password store has an entry of clan both as .age and as .gpg.",
        "PST-02");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Map.Entry<String, PasswordStore> store : PasswordStores.available(evidence).entrySet()) {
      List<String> twice = new ArrayList<>();
      for (Map.Entry<String, Set<PasswordStore.Extension>> entry :
          store.getValue().entries().entrySet()) {
        if (entry.getValue().size() > 1) {
          twice.add(entry.getKey());
        }
      }
      if (!twice.isEmpty()) {
        PasswordStores.about(new Subject(Subject.Type.REPOSITORY, store.getKey()), findings)
            .fix(
                "Keep the one that `"
                    + store.getKey()
                    + "` reads, if it holds the right value, and delete the other file.")
            .add(
                Wording.list(twice)
                    + Wording.agree(twice.size(), " stands", " stand")
                    + " in "
                    + store.getValue().location()
                    + " both as .age and as .gpg: which value is deployed depends on the program.");
      }
    }
  }
}
