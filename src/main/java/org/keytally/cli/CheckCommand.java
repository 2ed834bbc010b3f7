package org.keytally.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.keytally.check.Report;
import org.keytally.check.Selection;
import org.keytally.report.ReportFormat;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the rules. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Checks whether keys, secrets and vars of the repository agree.",
    footer = {
      "",
      "Examples:",
      "  keytally check                            what is on disk",
      "  keytally check --staged                   what git is about to commit",
      "  keytally check --verify                   what your keys open, too",
      "  keytally check --history                  what former keys still open, too",
      "  keytally check --rev HEAD --format json   a commit, for a program",
      "  keytally check --report sarif=a.sarif --report junit=b.xml"
    })
final class CheckCommand implements Callable<Integer> {

  private final Keytally keytally;

  @ArgGroup private StateOptions state = new StateOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "How findings are written: ${COMPLETION-CANDIDATES}; default is text.")
  private ReportFormat format = ReportFormat.TEXT;

  @Option(
      names = "--report",
      paramLabel = "FORMAT=FILE",
      description =
          "Also write the findings to a file, in any format of --format; may be repeated.")
  private List<String> reports = new ArrayList<>();

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      defaultValue = "error",
      description =
          "Exit with 1 from this severity on: ${COMPLETION-CANDIDATES}; default is error.")
  private FailOn failOn = FailOn.ERROR;

  @Option(
      names = "--only",
      paramLabel = "RULE",
      split = ",",
      description = "Run these rules only; 'keytally explain' lists them.")
  private Set<String> only = new LinkedHashSet<>();

  @Option(
      names = "--skip",
      paramLabel = "RULE",
      split = ",",
      description = "Leave these rules out.")
  private Set<String> skip = new LinkedHashSet<>();

  @Mixin private KeyFileOption keyFile = new KeyFileOption();

  @Mixin private UserOption user = new UserOption();

  @Option(
      names = "--verify",
      description = {
        "Decrypt in memory what your private keys open, and prove values, MACs and machine",
        "keys. Keys are taken from all places where sops looks, or from --keyfile."
      })
  private boolean verify;

  @Option(
      names = "--history",
      description = {
        "Look at all commits that lead to this state, too: keys that were taken away but still",
        "open current values, half rotations, private keys and secrets that stood in clear."
      })
  private boolean history;

  @Mixin private ManifestOption manifest = new ManifestOption();

  @Mixin private final AcceptOptions acceptance = new AcceptOptions();

  @Option(
      names = "--base",
      paramLabel = "REV",
      description = {
        "What this revision has already does not count.",
        "Its configuration is in force, and the report says who gains and who loses access."
      })
  private Optional<String> base = Optional.empty();

  @Option(
      names = "--merge-with",
      paramLabel = "REV",
      description = {
        "Check the merge of --rev with this revision, made in memory:",
        "two sound branches can merge into a broken fleet."
      })
  private Optional<String> mergeWith = Optional.empty();

  @Option(
      names = "--show-existing",
      description = "List also what does not count: findings of the base and accepted ones.")
  private boolean showExisting;

  @Mixin private VaultOption vault = new VaultOption();

  CheckCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    CheckRequest request = request();
    if (!acceptance.wanted()) {
      return request.run();
    }
    if (base.isPresent() || !state.isWorkTree() || keytally.configuration().isPresent()) {
      throw new UsageException(
          "--accept writes down what the work tree has; it does not go with --base, --rev, --staged"
              + " or --config.");
    }
    return accept(request);
  }

  /** What was asked for. */
  CheckRequest request() throws UsageException {
    RuleNames.require(only);
    RuleNames.require(skip);
    Invocation invocation = keytally.invocation();
    return new CheckRequest(
        invocation,
        mergeWith.isPresent() ? Input.merged(state.revision(), mergeWith.get()) : state.input(),
        format,
        ReportFile.parse(reports, keytally.terminal().directory()),
        failOn,
        new Selection(only, skip),
        keyFile.source(keytally, KeySource.USUAL),
        user.name(),
        verify,
        history,
        manifest.choice(invocation),
        base,
        showExisting,
        vault.wanted());
  }

  private int accept(CheckRequest request) throws Exception {
    try (CheckRun run = request.open()) {
      Optional<Path> root = run.repository().workTree();
      if (root.isEmpty()) {
        throw new UsageException("a bare repository has no work tree to write .keytally.yaml to.");
      }
      KeySource nobody = KeySource.none("only what the repository has can be accepted");
      Report report = run.check(Input.WORKTREE, request.selection(), nobody, Optional.empty());
      LocalDate today = LocalDate.now(keytally.terminal().clock());
      keytally.terminal().say(acceptance.write(report, root.get(), today));
      return ExitCode.OK;
    }
  }
}
