package org.keytally.check;

import java.util.Optional;
import org.keytally.check.Report.EvidenceState;
import org.keytally.source.IdentityProblem;
import org.keytally.verify.FleetProof;
import org.keytally.verify.Obstacle;

/**
 * How much the private keys at hand could prove. What they did not open is never a pass, so it is
 * told by number and reason.
 */
public final class IdentityEvidence {

  /** More sources than this that gave nothing are not told. */
  private static final int TOLD = 3;

  private IdentityEvidence() {}

  /** Whether encrypted files took part, how many of them, and why not the others. */
  public static EvidenceState state(Evidence evidence) {
    if (evidence.proof().isEmpty()) {
      return new EvidenceState(
          EvidenceKind.IDENTITY, EvidenceState.State.SKIPPED, Optional.of("nothing was decrypted"));
    }
    FleetProof proof = evidence.proof().get();
    boolean used = proof.opened() > 0 || proof.files().isEmpty();
    return new EvidenceState(
        EvidenceKind.IDENTITY,
        used ? EvidenceState.State.USED : EvidenceState.State.UNAVAILABLE,
        Optional.of(reason(proof)));
  }

  private static String reason(FleetProof proof) {
    int all = proof.files().size();
    int opened = proof.opened();
    if (all == 0) {
      return "there is no encrypted file";
    }
    if (opened == all) {
      return "all " + Wording.count(all, "encrypted file") + " opened";
    }
    StringBuilder text = new StringBuilder();
    text.append(opened).append(" of ").append(Wording.count(all, "encrypted file"));
    text.append(" opened");
    for (Obstacle obstacle : Obstacle.values()) {
      int count = proof.count(obstacle);
      if (count > 0) {
        text.append("; ").append(count).append(" not opened: ");
        text.append(reason(obstacle, count, proof.identities() == 0));
      }
    }
    int told = 0;
    for (IdentityProblem problem : proof.problems()) {
      if (told++ < TOLD) {
        text.append("; ").append(problem.location()).append(' ').append(problem.message());
      }
    }
    if (proof.identities() == 0) {
      text.append("; name a key file with --keyfile FILE");
    }
    return text.toString();
  }

  private static String reason(Obstacle obstacle, int count, boolean none) {
    return switch (obstacle) {
      case NO_IDENTITY ->
          none
              ? "there is no private key at hand"
              : "no identity at hand opens " + Wording.agree(count, "it", "them");
      case PASSPHRASE -> "no identity opens without its passphrase, which was not given or wrong";
      case PLUGIN -> "no age plugin at hand opens " + Wording.agree(count, "it", "them");
      case FOREIGN_KEYS -> "encrypted to keys of other services than age";
      case DAMAGED -> "damaged";
      case UNREADABLE -> "not readable in the repository";
    };
  }
}
