package org.keytally.cli;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.keytally.check.Correspondence;
import org.keytally.check.Report;
import org.keytally.check.Rule;
import org.keytally.check.Rules;
import org.keytally.check.Selection;
import org.keytally.check.Tally;
import org.keytally.report.CorrespondenceTable;
import org.keytally.report.TextReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows who is who. */
@Command(
    name = "correspond",
    mixinStandardHelpOptions = true,
    description = {
      "Shows each person and whether the keys that go by that name tally.",
      "",
      "Compared are the clan user key, the anchor in .sops.yaml, the key file of this",
      "workstation and the ssh key."
    },
    footer = {"", "Example:", "  keytally correspond --user alice"})
final class CorrespondCommand implements Callable<Integer> {

  /** Rows of the catalogue on what creation rules do to files: that is for a check. */
  private static final Set<String> OF_FILES = Set.of("COR-16", "COR-17");

  private final Keytally keytally;

  @Mixin private KeyFileOption keyFile = new KeyFileOption();

  @Mixin private UserOption user = new UserOption();

  @Mixin private VaultOption vault = new VaultOption();

  CorrespondCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    KeySource keys = keyFile.source(keytally, KeySource.DEMANDED);
    try (CheckRun run =
        new CheckRun(keytally.directory(), keytally.terminal(), keytally.configuration())) {
      CheckRun.Basis basis = run.asking(vault.wanted()).basis(Input.USUAL, keys, user.name());
      Correspondence tally = Tally.of(basis.evidence());
      new CorrespondenceTable(keytally.style()).write(tally, keytally.out());
      Report report = run.report(basis, new Selection(rules(), Set.of()));
      if (!report.findings().isEmpty()) {
        keytally.out().println();
        new TextReport(keytally.style()).write(report, keytally.out());
      }
      keytally.out().flush();
      return tally.differs() ? ExitCode.FINDINGS : FailOn.ERROR.exitCode(report);
    }
  }

  /** Those that compare the places where a person's key stands. */
  private static Set<String> rules() {
    Set<String> names = new HashSet<>();
    for (Rule rule : Rules.ALL) {
      for (String row : rule.description().catalogue()) {
        if (row.startsWith("COR-") && !OF_FILES.contains(row)) {
          names.add(rule.description().name());
        }
      }
    }
    return names;
  }
}
