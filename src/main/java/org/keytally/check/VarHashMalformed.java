package org.keytally.check;

import org.keytally.clan.Fleet;
import org.keytally.clan.Problem;
import org.keytally.config.Severity;

/** A stored validation hash cannot be compared. */
final class VarHashMalformed extends Rule {

  /** Digits of a SHA-256. */
  private static final int HASH_LENGTH = 64;

  VarHashMalformed() {
    super(
        "var-hash-malformed",
        Severity.WARNING,
        "A stored validation hash cannot be compared.",
        "VAR-09");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Problems.Located located : evidence.problems().of(Problem.Kind.VALIDATION_HASH)) {
      findings
          .about(located.subject())
          .at(located.problem().path())
          .fix(
              isOnlyBadlySpelled(evidence.fleet(), located.problem().path())
                  ? "keytally repair --only var-hash-malformed"
                  : "Restore the hash from history, or put there what Nix declares; else: clan vars"
                      + " generate")
          .add(
              "The stored validation hash never matches: "
                  + located.problem().message()
                  + ". The next deployment generates new values.");
    }
  }

  /** Whether the file holds a hash that only blanks or capital letters spoil. */
  private static boolean isOnlyBadlySpelled(Fleet fleet, String path) {
    String folder = path.substring(0, path.lastIndexOf('/'));
    String stored = fleet.validationHashes().get(folder);
    if (stored == null || !path.endsWith("/.validation-hash")) {
      return false;
    }
    String hash = stored.strip();
    for (int i = 0; i < hash.length(); i++) {
      if (Character.digit(hash.charAt(i), 16) < 0) {
        return false;
      }
    }
    return hash.length() == HASH_LENGTH;
  }
}
