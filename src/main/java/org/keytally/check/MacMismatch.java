package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.keytally.config.Severity;
import org.keytally.verify.FileProof;
import org.keytally.verify.FileProof.Defect;
import org.keytally.verify.FileProof.ShutOut;
import org.keytally.verify.FleetProof;

/** An encrypted file does not authenticate, or not all its recipients hold its data key. */
final class MacMismatch extends Rule {

  MacMismatch() {
    super(
        "mac-mismatch",
        Severity.ERROR,
        "An encrypted file does not authenticate, or not all its recipients hold its data key.",
        "SEC-28",
        "SEC-29");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    if (evidence.proof().isEmpty()) {
      return;
    }
    FleetProof fleet = evidence.proof().get();
    Map<String, List<String>> otherKey = new TreeMap<>();
    Map<String, List<String>> noKey = new TreeMap<>();
    for (SopsFiles.Located file : evidence.sopsFiles().all()) {
      FileProof proof = fleet.files().get(file.path());
      if (proof == null) {
        continue;
      }
      boolean known = !file.contents().problems().isEmpty();
      if (!proof.defects().isEmpty() && (proof.opened() || !known)) {
        values(file, proof.defects(), findings);
      }
      for (ShutOut shutOut : proof.shutOut()) {
        if (shutOut.otherKey() || !known) {
          (shutOut.otherKey() ? otherKey : noKey)
              .computeIfAbsent(shutOut.recipient(), k -> new ArrayList<>())
              .add(file.path());
        }
      }
    }
    for (Map.Entry<String, List<String>> entry : otherKey.entrySet()) {
      String who = evidence.owners().describe(entry.getKey()).orElse(entry.getKey());
      recipient(
          entry,
          who + " holds another data key than the one that the values are encrypted with",
          evidence,
          findings);
    }
    for (Map.Entry<String, List<String>> entry : noKey.entrySet()) {
      String who = evidence.owners().describe(entry.getKey()).orElse(entry.getKey());
      recipient(
          entry,
          "the private key of " + who + " does not open the data key that is wrapped for it",
          evidence,
          findings);
    }
  }

  private static void values(SopsFiles.Located file, List<Defect> defects, Findings findings) {
    Defect first = defects.get(0);
    int more = defects.size() - 1;
    findings
        .about(file.subject())
        .at(file.path())
        .fix("Restore the file: git log -- " + Wording.quote(file.path()))
        .from(EvidenceKind.IDENTITY)
        .add(
            "The file does not authenticate: "
                + (first.field().isPresent() ? first.field().get() + ": " : "")
                + first.reason()
                + (more > 0 ? " (and " + Wording.count(more, "further problem") + ")" : "")
                + ". It was changed by something that has not its data key, and sops refuses it.");
  }

  private static void recipient(
      Map.Entry<String, List<String>> entry, String what, Evidence evidence, Findings findings) {
    List<String> paths = entry.getValue();
    findings
        .about(Subjects.recipient(entry.getKey(), evidence.owners()))
        .in(paths)
        .fix("keytally rotate data-keys " + quoted(paths))
        .from(EvidenceKind.IDENTITY)
        .add(
            "In "
                + Wording.count(paths.size(), "file")
                + " "
                + what
                + ": listed as a reader, but not able to read.");
  }

  private static String quoted(List<String> paths) {
    StringBuilder text = new StringBuilder();
    for (String path : paths) {
      text.append(text.isEmpty() ? "" : " ").append(Wording.quote(path));
    }
    return text.toString();
  }
}
