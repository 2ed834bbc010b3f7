package org.keytally.check;

import java.util.List;
import org.keytally.sops.MasterKey;
import org.keytally.sops.SopsFile;

/**
 * Who can decrypt a file: its key groups, whatever the lines they stand on. Files with equal lists
 * are judged together.
 */
final class RecipientList {

  private final List<List<MasterKey>> groups;
  private final List<MasterKey> keys;
  private final int hash;

  RecipientList(SopsFile file) {
    this.groups = file.groups();
    this.keys = file.keys();
    int code = groups.size();
    for (MasterKey key : keys) {
      code = code * 31 + key.identifier().hashCode();
    }
    this.hash = code;
  }

  /** The key groups; their lines are those of one of the files. */
  List<List<MasterKey>> groups() {
    return groups;
  }

  /** The keys of all groups. */
  List<MasterKey> keys() {
    return keys;
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof RecipientList list)
        || hash != list.hash
        || groups.size() != list.groups.size()) {
      return false;
    }
    for (int i = 0; i < groups.size(); i++) {
      if (!same(groups.get(i), list.groups.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(List<MasterKey> one, List<MasterKey> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      MasterKey key = one.get(i);
      MasterKey peer = other.get(i);
      if (key.type() != peer.type() || !key.identifier().equals(peer.identifier())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
