package org.keytally.cli;

import java.util.Locale;
import org.keytally.source.BitwardenVault;
import org.keytally.source.Environment;
import org.keytally.source.ItemPattern;
import org.keytally.source.PassVault;
import org.keytally.source.Vault;

/** The password managers that can be asked. */
enum VaultKind {
  BITWARDEN {
    @Override
    Vault open(Environment environment, ItemPattern pattern) {
      return new BitwardenVault(environment, pattern);
    }
  },
  PASS {
    @Override
    Vault open(Environment environment, ItemPattern pattern) {
      return new PassVault(environment);
    }
  };

  abstract Vault open(Environment environment, ItemPattern pattern);

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
