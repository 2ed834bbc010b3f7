package org.keytally.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.keytally.report.KeyList;
import org.keytally.source.SourceKeys;
import org.keytally.source.SourceProblem;
import org.keytally.source.SshKeyReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows ssh public keys and the age recipients that come of them. */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    description = {
      "Shows public keys: name, ssh public key, age recipient, all in full.",
      "",
      "The keys come from the vault, or from ssh files: public and private keys,",
      "authorized_keys, what ssh-keyscan prints. No private key is shown or unlocked.",
      "Needs no repository."
    },
    footer = {
      "",
      "Examples:",
      "  keytally keys extract                            all sops-NAME-ssh of Bitwarden",
      "  keytally keys extract --ssh ~/.ssh/id_ed25519    one key",
      "  ssh-keyscan web01 > hosts && keytally keys extract --ssh hosts --format json"
    })
final class KeysExtractCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Option(
      names = "--ssh",
      paramLabel = "FILE",
      description = "A file with ssh keys, instead of the vault; repeatable.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--vault",
      paramLabel = "VAULT",
      defaultValue = "bitwarden",
      description = "The vault: ${COMPLETION-CANDIDATES}; default is bitwarden.")
  private VaultKind vault = VaultKind.BITWARDEN;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "How keys are written: ${COMPLETION-CANDIDATES}; default is text.")
  private TextOrJson format = TextOrJson.TEXT;

  KeysExtractCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    SourceKeys keys = files.isEmpty() ? fromVault() : fromFiles();
    switch (format) {
      case TEXT -> new KeyList(keys).text(keytally.style(), keytally.out());
      case JSON -> new KeyList(keys).json(keytally.out());
    }
    keytally.out().flush();
    for (SourceProblem problem : keys.problems()) {
      String place =
          files.isEmpty() ? problem.location() + ": item " + problem.name() : problem.location();
      keytally.terminal().say("keytally: " + place + " " + problem.message() + ".");
    }
    return keys.problems().isEmpty() ? ExitCode.OK : ExitCode.UNREADABLE;
  }

  private SourceKeys fromVault() throws Exception {
    SourcesReader reader = new SourcesReader(keytally.configurationInForce());
    SourceKeys keys = reader.read(vault, keytally.terminal().environment());
    if (keys.keys().isEmpty() && keys.problems().isEmpty()) {
      throw new IOException("The vault has no item named " + reader.pattern() + ".");
    }
    return keys;
  }

  private SourceKeys fromFiles() throws IOException {
    SourceKeys keys = SourceKeys.NONE;
    for (Path file : files) {
      keys = keys.and(SshKeyReader.read(keytally.resolve(file), file.toString()));
    }
    return keys;
  }
}
