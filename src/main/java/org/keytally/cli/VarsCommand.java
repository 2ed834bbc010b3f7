package org.keytally.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.keytally.check.VarsOverview;
import org.keytally.report.Style;
import org.keytally.report.VarsTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows which generators are complete on which machine. */
@Command(
    name = "vars",
    mixinStandardHelpOptions = true,
    description = {
      "Shows machine by machine which generators are complete, and what the others lack.",
      "",
      "A generator is compared with what Nix declares: files that are missing, encrypted",
      "although public or in clear although secret, a stale validation hash, machines that",
      "cannot read what is deployed to them, or read what is not. Without a manifest it",
      "lists what the tree has; 'keytally manifest' makes one.",
      "",
      "Exit code 1 if something is missing or wrong."
    },
    footer = {"", "Example:", "  keytally vars --machine web01"})
final class VarsCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "Only this machine, or scope of flake-level generators, with all generators.")
  private Optional<String> machine = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; default is text.")
  private TextOrJson format = TextOrJson.TEXT;

  @Mixin private ManifestOption manifest = new ManifestOption();

  VarsCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    try (CheckRun run =
        new CheckRun(keytally.directory(), keytally.terminal(), keytally.configuration())) {
      run.with(manifest.choice(keytally.invocation())).lookingIntoPasswordStores();
      CheckRun.Basis basis =
          run.basis(Input.USUAL, KeySource.none("vars are judged without it"), Optional.empty());
      VarsOverview overview = VarsOverview.of(basis.evidence());
      if (machine.isPresent()) {
        if (!overview.has(machine.get())) {
          throw new UsageException("there is no machine or scope " + machine.get() + '.');
        }
        overview = overview.only(machine.get());
      }
      Style style = keytally.style();
      if (format == TextOrJson.JSON) {
        VarsTable.writeJson(overview, keytally.out());
      } else {
        boolean every = machine.isPresent() || style.detail() == Style.Detail.FULL;
        new VarsTable(style).write(overview, every, keytally.out());
      }
      keytally.out().flush();
      return overview.hasFaults() ? ExitCode.FINDINGS : ExitCode.OK;
    }
  }
}
