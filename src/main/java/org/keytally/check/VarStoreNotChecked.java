package org.keytally.check;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.config.Severity;

/** Secrets are kept where this run did not look. */
final class VarStoreNotChecked extends Rule {

  VarStoreNotChecked() {
    super(
        "var-store-not-checked",
        Severity.INFO,
        "Secret vars are kept in a store that was not looked at.",
        "PST-01");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.declared().isEmpty() || evidence.completeness().isEmpty()) {
      return;
    }
    SortedMap<String, Integer> vars = new TreeMap<>();
    for (DeclaredVar var : evidence.completeness().get().vars()) {
      if (var.state() == DeclaredVar.State.NOT_CHECKED) {
        vars.merge(var.store(), 1, Integer::sum);
      }
    }
    for (Map.Entry<String, Integer> entry : vars.entrySet()) {
      Manifests.about(
              new Subject(Subject.Type.REPOSITORY, entry.getKey()),
              evidence.declared().get(),
              findings)
          .fix("clan vars check, on a workstation with the store")
          .add(
              Wording.count(entry.getValue(), "secret var")
                  + ' '
                  + Wording.agree(entry.getValue(), "is", "are")
                  + " not checked: "
                  + reason(entry.getKey(), evidence)
                  + ". Public vars and validation hashes are.");
    }
  }

  private static String reason(String store, Evidence evidence) {
    return switch (store) {
      case DeclaredVar.PASSWORD_STORE ->
          PasswordStores.seen(evidence).orElse("the password store is not part of this state");
      case DeclaredVar.AGE -> "where age keeps flake-level secrets is not known";
      default -> "only the fleet's own program knows the " + store + " store";
    };
  }
}
