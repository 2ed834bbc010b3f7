package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.keytally.clan.GeneratorId;
import org.keytally.config.Severity;

/** A generator's stored validation hash is not the declared one. */
final class VarHashStale extends Rule {

  /** Digits of a SHA-256 in hex. */
  private static final int HASH_LENGTH = 64;

  VarHashStale() {
    super(
        "var-hash-stale",
        Severity.ERROR,
        "The values of a generator were made for another validation than Nix declares.",
        "VAR-07",
        "VAR-08");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.completeness().isEmpty()) {
      return;
    }
    Map<String, List<Completeness.StaleHash>> byGenerator = new TreeMap<>();
    for (Completeness.StaleHash hash : evidence.completeness().get().hashes()) {
      // What is no hash at all is reported as such.
      if (hash.stored().isEmpty() || hash.stored().get().length() == HASH_LENGTH) {
        Grouping.add(byGenerator, hash.generator().generator(), hash);
      }
    }
    for (Map.Entry<String, List<Completeness.StaleHash>> entry : byGenerator.entrySet()) {
      List<String> paths = new ArrayList<>();
      List<GeneratorId> generators = new ArrayList<>();
      for (Completeness.StaleHash hash : entry.getValue()) {
        paths.add(hash.path());
        generators.add(hash.generator());
      }
      findings
          .about(Generators.subject(entry.getKey()))
          .in(paths)
          .from(EvidenceKind.MANIFEST)
          .fix(
              "clan vars generate, which makes new values; or, if the values are still right, write"
                  + " the declared hash into .validation-hash.")
          .add(
              "What generator "
                  + entry.getKey()
                  + " was run with ("
                  + Generators.places(generators)
                  + ") "
                  + how(entry.getValue().get(0))
                  + ": the next deployment runs it anew and replaces all of its values, and those"
                  + " of generators that depend on it.");
    }
  }

  private static String how(Completeness.StaleHash hash) {
    if (hash.stored().isEmpty()) {
      return "is not recorded, although Nix declares a validation";
    }
    return hash.declared().isEmpty()
        ? "is recorded, although Nix declares no validation any more"
        : "differs from what Nix declares";
  }
}
