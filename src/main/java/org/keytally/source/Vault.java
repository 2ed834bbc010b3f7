package org.keytally.source;

import java.util.List;
import java.util.function.Predicate;

/** A password manager that keeps ssh keys under names. One class for each. */
public interface Vault {

  /** As its maker spells it. */
  String name();

  /**
   * The items of these names. Names need not be unique in a vault: then there are several.
   *
   * @param wanted exact names
   * @param part what the caller needs; private keys that are not needed are passed over unread
   * @return owned by the caller, who closes them
   * @throws VaultException if the vault cannot be asked
   */
  List<VaultItem> items(Predicate<String> wanted, Part part) throws VaultException;

  /** What of an item is read. */
  enum Part {
    PUBLIC_KEY,
    PRIVATE_KEY
  }
}
