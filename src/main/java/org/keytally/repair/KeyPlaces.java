package org.keytally.repair;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keytally.clan.Fleet;
import org.keytally.clan.Owners;
import org.keytally.git.RepositoryException;
import org.keytally.sops.Anchor;
import org.keytally.sops.SopsConfig;
import org.keytally.sops.SopsConfigEdit;
import org.keytally.sops.SopsException;

/** The places of an owner's keys in {@code .sops.yaml} files, and their edits as steps. */
final class KeyPlaces {

  /** What the anchor of a new key is called while the old one still stands. */
  static final String NEXT = "-next";

  private static final String CAUSE = "creation rules";

  private final Fleet fleet;
  private final Owners owners;
  private final Draft draft;
  private final RotationTarget target;
  private final Set<String> old;

  KeyPlaces(Fleet fleet, Owners owners, Draft draft, RotationTarget target, Set<String> old) {
    this.fleet = fleet;
    this.owners = owners;
    this.draft = draft;
    this.target = target;
    this.old = Set.copyOf(old);
  }

  /** An edit of one file. */
  @FunctionalInterface
  private interface Change {
    byte[] of(SopsConfigEdit edit, SopsConfigEdit.Places places) throws SopsException;
  }

  /** Who else has one of the old keys, for a sentence. */
  Set<String> sharers() {
    Set<String> sharers = new TreeSet<>();
    for (String key : old) {
      for (Owners.Owner owner : owners.of(key)) {
        if (owner.kind() != Owners.Owner.Kind.ANCHOR && !target.isHolder(owner)) {
          sharers.add(owner.name());
        }
      }
    }
    return sharers;
  }

  /** Puts the new key beside the old ones, also where the owner reads through another's anchor. */
  void addBeside(String key) throws RepositoryException {
    for (SopsConfig config : fleet.sopsConfigs()) {
      Map<String, String> anchors = own(config);
      if (anchors.isEmpty()) {
        for (Anchor anchor : config.anchors()) {
          if (old.contains(anchor.value())) {
            anchors.put(anchor.name(), target.name());
            break;
          }
        }
      }
      boolean taken = false;
      for (Anchor anchor : config.anchors()) {
        boolean isNext = anchors.containsValue(anchor.name());
        if (isNext && !anchor.value().equals(key)) {
          taken = true;
          draft.obstacle(
              config.path(),
              List.of(CAUSE),
              Need.CHOICE,
              "The anchor &" + anchor.name() + " is there already, with another key.",
              "Finish the rotation that made it, or rename it, in line " + anchor.line() + '.');
        }
      }
      if (!taken) {
        edit(config, anchors, true, (edit, places) -> edit.withBeside(places, key));
      }
    }
  }

  /** Puts the new key in the place of the old ones; what others have in common stays. */
  void putInstead(String key) throws RepositoryException {
    for (SopsConfig config : fleet.sopsConfigs()) {
      edit(
          config,
          own(config),
          sharers().isEmpty(),
          (edit, places) -> edit.withInstead(places, key));
    }
  }

  /** Takes the old keys out. */
  void takeOut(boolean everybodys) throws RepositoryException {
    for (SopsConfig config : fleet.sopsConfigs()) {
      Map<String, String> anchors = own(config);
      if (everybodys) {
        for (Anchor anchor : config.anchors()) {
          if (old.contains(anchor.value())) {
            anchors.put(anchor.name(), anchor.name() + NEXT);
          }
        }
      }
      edit(
          config,
          anchors,
          everybodys || sharers().isEmpty(),
          (edit, places) -> edit.without(places));
    }
  }

  private boolean mentions(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    for (String key : old) {
      if (text.contains(key)) {
        return true;
      }
    }
    return false;
  }

  private Map<String, String> own(SopsConfig config) {
    Map<String, String> anchors = new HashMap<>();
    for (Owners.OwnedAnchor owned : target.anchors()) {
      if (owned.file().equals(config.path()) && old.contains(owned.anchor().value())) {
        anchors.put(owned.anchor().name(), owned.anchor().name() + NEXT);
      }
    }
    return anchors;
  }

  private void edit(SopsConfig config, Map<String, String> anchors, boolean literals, Change change)
      throws RepositoryException {
    byte[] before = draft.content(config.path());
    if (!mentions(before)) {
      return;
    }
    try {
      SopsConfigEdit.Places places =
          new SopsConfigEdit.Places(new LinkedHashSet<>(old), anchors, literals);
      byte[] after = change.of(SopsConfigEdit.of(config.path(), before), places);
      if (!Arrays.equals(before, after)) {
        draft.rewrite(config.path(), after, List.of(CAUSE), Need.NOTHING, Optional.empty());
      }
    } catch (SopsException e) {
      draft.obstacle(
          config.path(),
          List.of(CAUSE),
          Need.CHOICE,
          Character.toUpperCase(e.reason().charAt(0)) + e.reason().substring(1) + '.',
          "Edit " + config.path() + ", then run this again.");
    }
  }
}
