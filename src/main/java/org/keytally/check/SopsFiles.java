package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import org.keytally.clan.Fleet;
import org.keytally.clan.RuledFile;
import org.keytally.clan.Secret;
import org.keytally.sops.SopsFile;

/** Every encrypted file of a fleet: clan's secrets, and those under creation rules. */
final class SopsFiles {

  private SopsFiles() {}

  /** An encrypted file, where it stands and what it is called. */
  record Located(Subject subject, String path, SopsFile contents) {}

  static List<Located> of(Fleet fleet) {
    List<Located> files = new ArrayList<>(fleet.secrets().size() + fleet.ruledFiles().size());
    for (Secret secret : fleet.secrets()) {
      if (secret.contents().isPresent()) {
        files.add(new Located(Subjects.of(secret), secret.path(), secret.contents().orElseThrow()));
      }
    }
    for (RuledFile ruled : fleet.ruledFiles()) {
      files.add(new Located(Subjects.file(ruled.path()), ruled.path(), ruled.contents()));
    }
    return files;
  }
}
