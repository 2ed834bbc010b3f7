package org.keytally.sops;

import java.util.List;
import java.util.Optional;

/**
 * How a new file is encrypted.
 *
 * @param groups the age recipients of each key group, as sops spells them; ssh lines with their
 *     comment; a recipient that a group names twice counts once
 * @param shamirThreshold how many groups open the file; 0 for all of several groups
 * @param rule what is encrypted; absent for sops's default. The binary store has none
 * @param macOnlyEncrypted whether the MAC covers encrypted values only
 */
public record EncryptionSettings(
    List<List<String>> groups,
    int shamirThreshold,
    Optional<SelectionRule> rule,
    boolean macOnlyEncrypted) {

  public EncryptionSettings {
    groups = groups.stream().map(group -> group.stream().distinct().toList()).toList();
  }

  /** One group of age recipients, everything encrypted, all under the MAC. */
  public static EncryptionSettings to(List<String> recipients) {
    return new EncryptionSettings(List.of(recipients), 0, Optional.empty(), false);
  }
}
