package org.keytally.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;

/** A var is encrypted or in clear, and should not be. */
final class VarWrongVisibility extends Rule {

  VarWrongVisibility() {
    super(
        "var-wrong-visibility",
        Severity.ERROR,
        "A secret var stands in clear, or a public one is encrypted.",
        "VAR-10",
        "VAR-11",
        "VAR-12");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    Map<String, DeclaredVar> declared = new HashMap<>();
    if (evidence.completeness().isPresent()) {
      for (DeclaredVar var : evidence.completeness().get().vars()) {
        declared.put(var.directory(), var);
      }
      checkDeclared(evidence.completeness().get(), findings);
    }
    for (Secret secret : evidence.fleet().secrets()) {
      if (secret.hasValue() && secret.contents().isPresent()) {
        DeclaredVar var = declared.get(secret.directory());
        findings
            .about(Subjects.of(secret))
            .at(secret.directory() + "/value")
            .fix(fix(var))
            .add(
                "This var has both `secret` and `value`: a former clear value stays in the repository"
                    + " and in the Nix store.");
      }
    }
  }

  private static String fix(@Nullable DeclaredVar var) {
    if (var == null) {
      return "Delete whichever the generator no longer declares; if it is a secret, replace the"
          + " value: clan vars generate --regenerate";
    }
    return var.file().secret()
        ? "It is declared secret: keytally repair --only var-wrong-visibility deletes `value`; then"
            + " replace the value: clan vars generate --regenerate"
        : "It is declared public: delete `secret` and the member folders beside it.";
  }

  private static void checkDeclared(Completeness completeness, Findings findings) {
    Map<String, List<DeclaredVar>> inClear = new TreeMap<>();
    Map<String, List<DeclaredVar>> encrypted = new TreeMap<>();
    for (DeclaredVar var : completeness.vars()) {
      if (var.state() == DeclaredVar.State.IN_CLEAR) {
        add(inClear, var);
      } else if (var.state() == DeclaredVar.State.ENCRYPTED) {
        add(encrypted, var);
      }
    }
    for (Map.Entry<String, List<DeclaredVar>> entry : inClear.entrySet()) {
      findings
          .about(Generators.subject(entry.getKey()))
          .in(paths(entry.getValue(), "/value"))
          .from(EvidenceKind.MANIFEST)
          .fix(
              "Generate new values and treat the old ones as known to everybody: clan vars generate"
                  + " --regenerate")
          .add(
              "Nix declares "
                  + entry.getKey()
                  + " secret, but it stands in clear ("
                  + Generators.places(entry.getValue())
                  + "): everybody with the repository or its history reads it, and so does every"
                  + " user of a host through the Nix store.");
    }
    for (Map.Entry<String, List<DeclaredVar>> entry : encrypted.entrySet()) {
      findings
          .about(Generators.subject(entry.getKey()))
          .in(paths(entry.getValue(), "/secret"))
          .from(EvidenceKind.MANIFEST)
          .fix(
              "Delete the folder, then: clan vars generate"
                  + Generators.arguments(entry.getValue()))
          .add(
              "Nix declares "
                  + entry.getKey()
                  + " public, but it is encrypted ("
                  + Generators.places(entry.getValue())
                  + "): Nix cannot read the value, and clan refuses to store a new one there.");
    }
  }

  private static void add(Map<String, List<DeclaredVar>> byFile, DeclaredVar var) {
    Grouping.add(byFile, var.placement().generator() + '/' + var.placement().file(), var);
  }

  private static List<String> paths(List<DeclaredVar> vars, String file) {
    List<String> paths = new ArrayList<>(vars.size());
    for (DeclaredVar var : vars) {
      paths.add(var.directory() + file);
    }
    return paths;
  }
}
