package org.keytally.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.keytally.age.Identity;
import org.keytally.check.Selection;
import org.keytally.git.RepositoryException;
import org.keytally.git.WorkTreeCommits;
import org.keytally.repair.NewReader;
import org.keytally.repair.Plan;
import org.keytally.repair.Planner;
import org.keytally.repair.ReaderChange;
import org.keytally.repair.Step;
import org.keytally.source.Environment;
import org.keytally.source.KeyFileUpdate;
import org.keytally.source.LoadedIdentities;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Plans what mends the findings, and does it. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what would mend the findings of 'keytally check', and does it with --apply:",
      "all of it or nothing, proven by reading back. Nothing is staged without --commit."
    },
    footer = {
      "",
      "Exit codes: 0 nothing to do, or all done; 1 something to do; 4 refused, nothing changed.",
      "",
      "Examples:",
      "  keytally repair                                show the plan",
      "  keytally repair --apply                        ask, then carry it out",
      "  keytally repair --only link-dangling --apply --yes --commit"
    })
final class RepairCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Mixin private ApplyOptions applying = new ApplyOptions();

  @Option(
      names = "--only",
      paramLabel = "RULE",
      split = ",",
      description = "Mend findings of these rules only.")
  private Set<String> only = new LinkedHashSet<>();

  @Option(
      names = "--trust",
      paramLabel = "NAME",
      split = ",",
      description =
          "Take access away also where only this user or machine is left, whose private key is not"
              + " here to prove that it opens the file.")
  private Set<String> trusted = new LinkedHashSet<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "How the plan is written: ${COMPLETION-CANDIDATES}; default is text.")
  private TextOrJson format = TextOrJson.TEXT;

  @Mixin private KeyFileOption keyFile = new KeyFileOption();

  @Mixin private ManifestOption manifest = new ManifestOption();

  RepairCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    RuleNames.require(only);
    applying.require(keytally.terminal());
    try (CheckRun run =
            new CheckRun(keytally.directory(), keytally.terminal(), keytally.configuration());
        LoadedIdentities identities = keyFile.identities(keytally)) {
      run.with(manifest.choice(keytally.invocation()));
      return applying.apply() ? applyPlan(run, identities) : showPlan(run, identities);
    }
  }

  private int showPlan(CheckRun run, LoadedIdentities identities) throws Exception {
    Plan plan;
    try (ProgressLine progress = progressLine()) {
      plan = planner(run, identities.identities()).telling(progress).plan();
    }
    try (KeyFileUpdate keys = keyFileUpdate()) {
      print(plan, keys, run);
      return plan.steps().isEmpty() && plan.obstacles().isEmpty() && keys.steps().isEmpty()
          ? ExitCode.OK
          : ExitCode.FINDINGS;
    }
  }

  private int applyPlan(CheckRun run, LoadedIdentities identities) throws Exception {
    Path workTree =
        run.repository()
            .workTree()
            .orElseThrow(() -> new UsageException("a bare repository has no work tree to repair."));
    try (TerminalTransaction transaction =
            new TerminalTransaction(keytally, workTree, run.repository().gitDirectory());
        KeyFileUpdate keys = keyFileUpdate()) {
      transaction.recover();
      Planner planner = planner(run, identities.identities()).telling(transaction.progress());
      Plan plan = planner.plan();
      transaction.progress().erase();
      print(plan, keys, run);
      if (plan.steps().isEmpty() && keys.steps().isEmpty()) {
        return ExitCode.OK;
      }
      if (!applying.yes() && !confirmed(plan, identities.identities())) {
        say("nothing was changed.");
        return ExitCode.FINDINGS;
      }
      transaction.apply(plan.edits(), planner.readBack(plan));
      keys.apply().ifPresent(backup -> say("the key file as it was before: " + backup));
      if (format == TextOrJson.TEXT) {
        int changes = plan.steps().size() + keys.steps().size();
        keytally.out().println("Done: " + Counted.of(changes, "change") + '.');
      }
      if (applying.commit() && !plan.steps().isEmpty()) {
        transaction.commit(plan.edits(), "secrets: repair " + causes(plan));
      }
    }
    keytally.out().flush();
    return ExitCode.OK;
  }

  /** What is to be mended of the key file that clan and sops would take, or that was named. */
  private KeyFileUpdate keyFileUpdate() {
    Selection selection = new Selection(only, Set.of());
    boolean comments = selection.includes("keyfile-comment-mismatch");
    boolean permissions = selection.includes("keyfile-permissions");
    if ((!comments && !permissions) || keyFile.typed().equals(Optional.of("none"))) {
      return KeyFileUpdate.nothing();
    }
    Environment environment = keytally.terminal().environment();
    try {
      Path file =
          keyFile.typed().isPresent()
              ? keytally.resolve(Path.of(keyFile.typed().get()))
              : KeyFileUpdate.place(environment);
      return KeyFileUpdate.mending(environment, file, comments, permissions);
    } catch (IOException e) {
      // A key file that is not there or cannot be read has no comments to mend.
      return KeyFileUpdate.nothing();
    }
  }

  private ProgressLine progressLine() {
    return ProgressLine.on(keytally.terminal(), keytally.isQuiet());
  }

  private Planner planner(CheckRun run, List<Identity> identities) throws Exception {
    CheckRun.Basis basis =
        run.basis(Input.WORKTREE, KeySource.none("repair looks at the tree"), Optional.empty());
    return new Planner(
            basis.snapshot(),
            basis.evidence().configuration(),
            new Selection(only, Set.of()),
            identities,
            trusted)
        .with(basis.evidence().fleet(), run.origin(basis.evidence().fleet()));
  }

  private void print(Plan plan, KeyFileUpdate keys, CheckRun run)
      throws IOException, RepositoryException {
    switch (format) {
      case JSON -> PlanJson.write(plan, keys.steps(), keytally.out());
      case TEXT ->
          new PlanText(keytally.terminal(), keytally.style())
              .write(plan, keys, link -> addedIn(run, link));
    }
    keytally.out().flush();
  }

  private static Optional<String> addedIn(CheckRun run, String link) {
    try {
      Optional<Path> workTree = run.repository().workTree();
      return workTree.isPresent()
          ? WorkTreeCommits.of(workTree.get()).addedIn(link)
          : Optional.empty();
    } catch (RepositoryException e) {
      // A repository without commits has nothing to tell.
      return Optional.empty();
    }
  }

  private boolean confirmed(Plan plan, List<Identity> identities) throws IOException {
    StringBuilder question = new StringBuilder("Apply this plan");
    if (!plan.newReaders().isEmpty()) {
      List<String> names = new ArrayList<>();
      for (NewReader reader : plan.newReaders()) {
        names.add(reader.name());
      }
      question.append(" and give access to ").append(String.join(", ", names));
    }
    return new Consent(keytally.terminal())
        .to(question.toString(), losesOwnAccess(plan, identities));
  }

  private static boolean losesOwnAccess(Plan plan, List<Identity> identities) {
    for (Step step : plan.steps()) {
      if (step.readers().isPresent()) {
        for (ReaderChange.Reader removed : step.readers().get().removed()) {
          for (Identity identity : identities) {
            if (identity.recipient().isPresent()
                && identity.recipient().get().text().equals(removed.recipient())) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  private static String causes(Plan plan) {
    Set<String> causes = new TreeSet<>();
    for (Step step : plan.steps()) {
      causes.addAll(step.rules());
    }
    return String.join(", ", causes);
  }

  private void say(String text) {
    keytally.terminal().say("keytally: " + text);
  }
}
