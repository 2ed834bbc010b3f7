package org.keytally.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.keytally.source.Vault.Part;

/** The public keys of a vault, each under the name of its item. */
public final class VaultKeys {

  private VaultKeys() {}

  /**
   * Asks a vault once. An item without a usable Ed25519 key, and a name that several items have, is
   * a problem of that name.
   *
   * @param wanted exact names of items
   * @throws VaultException if the vault cannot be asked
   */
  public static SourceKeys read(Vault vault, Predicate<String> wanted) throws VaultException {
    Map<String, List<VaultItem>> byName = new LinkedHashMap<>();
    for (VaultItem item : vault.items(wanted, Part.PUBLIC_KEY)) {
      byName.computeIfAbsent(item.name(), name -> new ArrayList<>()).add(item);
    }
    SourceKeys all = SourceKeys.NONE;
    for (Map.Entry<String, List<VaultItem>> entry : byName.entrySet()) {
      all = all.and(read(vault.name(), entry.getKey(), entry.getValue()));
    }
    return all;
  }

  private static SourceKeys read(String vault, String name, List<VaultItem> items) {
    if (items.size() > 1) {
      return problem(name, vault, ambiguous(items.size()));
    }
    VaultItem item = items.get(0);
    return item.publicKey().isPresent()
        ? SshKeyReader.line(item.publicKey().get(), name, vault)
        : problem(name, vault, "has no public key");
  }

  /** A clause for a name that several items have. */
  static String ambiguous(int count) {
    return "is the name of " + count + " items; delete or rename all but one";
  }

  private static SourceKeys problem(String name, String vault, String message) {
    return new SourceKeys(List.of(), List.of(new SourceProblem(name, vault, message)));
  }
}
