package org.keytally.cli;

import java.util.Locale;
import java.util.Set;
import org.keytally.source.BitwardenVault;
import org.keytally.source.Environment;
import org.keytally.source.ItemPattern;
import org.keytally.source.PassVault;
import org.keytally.source.Vault;

/** The password managers that can be asked. */
enum VaultKind {
  BITWARDEN {
    @Override
    Vault open(Environment environment, ItemPattern pattern, Set<String> others) {
      return new BitwardenVault(environment, pattern, others);
    }
  },
  PASS {
    @Override
    Vault open(Environment environment, ItemPattern pattern, Set<String> others) {
      return new PassVault(environment);
    }
  };

  /**
   * The vault as this environment reaches it.
   *
   * @param others names of items that need not fit the pattern
   */
  abstract Vault open(Environment environment, ItemPattern pattern, Set<String> others);

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
