package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.Problem;
import org.keytally.clan.RuledFile;
import org.keytally.clan.Secret;
import org.keytally.config.Severity;
import org.keytally.sops.KeyType;
import org.keytally.sops.MasterKey;

/** A key of no user, machine or anchor decrypts a secret. */
final class RecipientUnknown extends Rule {

  RecipientUnknown() {
    super(
        "recipient-unknown",
        Severity.ERROR,
        "A key of no user, machine or anchor decrypts a secret.",
        "SEC-09");
  }

  @Override
  public void check(Evidence evidence, Findings findings) {
    for (Map.Entry<String, List<Secret>> entry : evidence.drift().unknown().entrySet()) {
      String recipient = entry.getKey();
      about(recipient, Subjects.paths(entry.getValue()), evidence, findings)
          .add(
              "The unknown key "
                  + recipient
                  + " decrypts "
                  + Wording.count(entry.getValue().size(), "secret")
                  + ": the former key of somebody who was rotated or removed, or an intruder's.");
    }
    for (Map.Entry<String, List<String>> entry : inLegacyPlaces(evidence).entrySet()) {
      about(entry.getKey(), entry.getValue(), evidence, findings)
          .weighing(Severity.WARNING)
          .add(
              "The unknown key "
                  + entry.getKey()
                  + " decrypts "
                  + Wording.count(entry.getValue().size(), "file")
                  + " where clan no longer looks: what was withdrawn elsewhere is still readable"
                  + " there.");
    }
  }

  private static Findings.Draft about(
      String recipient, List<String> paths, Evidence evidence, Findings findings) {
    return findings
        .about(Subjects.recipient(recipient, evidence.owners()))
        .in(paths)
        .fix(
            "Find out whose it was with `git log -S "
                + recipient
                + "`, then `keytally repair --only recipient-unknown`.");
  }

  /** Keys that nobody here has, of files in old layouts, whose readers no rule tells. */
  private static SortedMap<String, List<String>> inLegacyPlaces(Evidence evidence) {
    SortedMap<String, List<String>> unknown = new TreeMap<>();
    if (evidence.fleet().users().isEmpty()) {
      return unknown;
    }
    List<String> places = new ArrayList<>();
    for (Problem problem : evidence.fleet().problems()) {
      if (problem.kind() == Problem.Kind.LEGACY_LAYOUT) {
        places.add(problem.path() + '/');
      }
    }
    for (RuledFile file : evidence.fleet().ruledFiles()) {
      if (file.rule().isEmpty() && isBelow(file.path(), places)) {
        for (MasterKey key : file.contents().keys()) {
          boolean known = evidence.owners().isKnown(key.identifier());
          if (key.type() == KeyType.AGE && !known) {
            Grouping.add(unknown, key.identifier(), file.path());
          }
        }
      }
    }
    return unknown;
  }

  private static boolean isBelow(String path, List<String> places) {
    for (String place : places) {
      if (path.startsWith(place)) {
        return true;
      }
    }
    return false;
  }
}
