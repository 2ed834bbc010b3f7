package org.keytally.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that ask a vault for the ssh keys that age keys come from. */
final class VaultOption {

  @Option(
      names = "--bitwarden",
      description = "Compare with the ssh keys in Bitwarden too; needs bw and BW_SESSION.")
  private boolean bitwarden;

  @Option(
      names = "--vault",
      paramLabel = "VAULT",
      description = "Compare with the ssh keys of this vault: ${COMPLETION-CANDIDATES}.")
  private Optional<VaultKind> vault = Optional.empty();

  /** The vault to ask; none unless somebody wants it. */
  Optional<VaultKind> wanted() throws UsageException {
    if (bitwarden && vault.isPresent() && vault.get() != VaultKind.BITWARDEN) {
      throw new UsageException("name one vault: --bitwarden or --vault " + vault.get() + ".");
    }
    return bitwarden ? Optional.of(VaultKind.BITWARDEN) : vault;
  }
}
