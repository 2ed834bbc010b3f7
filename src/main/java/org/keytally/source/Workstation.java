package org.keytally.source;

import java.util.List;

/**
 * The private keys at hand, as sops and clan would find them on this computer.
 *
 * @param keyFiles in the order in which clan looks
 */
public record Workstation(List<KeyFile> keyFiles) {

  public Workstation {
    keyFiles = List.copyOf(keyFiles);
  }
}
