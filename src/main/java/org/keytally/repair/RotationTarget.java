package org.keytally.repair;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Owners;
import org.keytally.clan.PublishedKey;

/**
 * Whose key is replaced or taken away: a person with all users and anchors of that person, or a
 * machine.
 *
 * @param name as typed
 * @param machine whether it is a machine
 * @param holders users of the person, or the machine; none for a person with anchors only
 * @param anchors of {@code .sops.yaml} that are the owner's
 */
public record RotationTarget(
    String name, boolean machine, List<KeyHolder> holders, List<Owners.OwnedAnchor> anchors) {

  public RotationTarget {
    holders = List.copyOf(holders);
    anchors = List.copyOf(anchors);
  }

  /** All keys of the owner, as text: published ones first. */
  public Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    for (KeyHolder holder : holders) {
      for (PublishedKey key : holder.keys()) {
        keys.add(key.text());
      }
    }
    for (Owners.OwnedAnchor anchor : anchors) {
      keys.add(anchor.anchor().value());
    }
    return keys;
  }

  /**
   * A rotation that is half done, as the anchors of {@code .sops.yaml} tell: {@code NAME} with the
   * old key and {@code NAME-next} with the new one.
   *
   * @return the old keys by the new one; usually none
   */
  public Map<String, Set<String>> begun() {
    Map<String, Set<String>> begun = new TreeMap<>();
    for (Owners.OwnedAnchor next : anchors) {
      for (Owners.OwnedAnchor anchor : anchors) {
        if (next.file().equals(anchor.file())
            && next.anchor().name().equals(anchor.anchor().name() + KeyPlaces.NEXT)
            && !next.anchor().value().equals(anchor.anchor().value())) {
          begun
              .computeIfAbsent(next.anchor().value(), k -> new LinkedHashSet<>())
              .add(anchor.anchor().value());
        }
      }
    }
    return begun;
  }

  boolean isHolder(Owners.Owner owner) {
    for (KeyHolder holder : holders) {
      boolean sameKind = (owner.kind() == Owners.Owner.Kind.MACHINE) == machine;
      if (sameKind && holder.name().equals(owner.name())) {
        return true;
      }
    }
    return false;
  }
}
