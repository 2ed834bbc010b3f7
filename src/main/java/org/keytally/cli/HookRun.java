package org.keytally.cli;

import java.io.IOException;
import java.util.Optional;
import org.keytally.check.Report;
import org.keytally.config.Severity;
import org.keytally.report.Style;
import org.keytally.report.Style.Detail;
import org.keytally.report.TextReport;

/** What git's hooks call. It takes no options and loads no option parser. */
final class HookRun {

  private HookRun() {}

  /**
   * Runs a hook in the folder that git started it in.
   *
   * @param name as git calls it
   * @return 0 lets git go on
   */
  static int run(String name, Terminal terminal) {
    try {
      return switch (name) {
        case "pre-commit" -> next("The commit was stopped. To commit", "commit", terminal);
        case "pre-merge-commit" -> next("The merge was stopped. To merge", "merge", terminal);
        case "pre-push", "pre-receive" -> push(name.equals("pre-receive"), terminal);
        default ->
            throw new UsageException(
                "there is no hook "
                    + name
                    + "; there are pre-commit, pre-merge-commit, pre-push and pre-receive.");
      };
    } catch (Exception | StackOverflowError | OutOfMemoryError failure) {
      return Failure.report(failure, terminal, false);
    }
  }

  private static int next(String stoppedTo, String act, Terminal terminal) throws Exception {
    try (CheckRun run = new CheckRun(terminal.directory(), terminal, Optional.empty())) {
      Report report = run.checkNextCommit();
      boolean stopped = report.reaches(Severity.ERROR);
      say(report, terminal);
      if (stopped) {
        terminal.say("");
        terminal.say(stoppedTo + " all the same: git " + act + " --no-verify");
      }
      return stopped ? ExitCode.FINDINGS : ExitCode.OK;
    }
  }

  private static int push(boolean server, Terminal terminal) throws Exception {
    try (CheckRun run = new CheckRun(terminal.directory(), terminal, Optional.empty())) {
      PushedRefs refs = new PushedRefs(run, terminal);
      Page page = new Page(terminal);
      boolean sound = server ? refs.received(page) : refs.pushed(page);
      if (!sound) {
        terminal.say("");
        terminal.say(
            server
                ? "The push was refused, because it would break the fleet."
                : "The push was stopped. To push all the same: git push --no-verify");
      }
      return sound ? ExitCode.OK : ExitCode.FINDINGS;
    }
  }

  /** Where reports of a hook go. */
  private record Page(Terminal terminal) implements PushedRefs.Shown {

    @Override
    public void show(Report report) throws IOException {
      say(report, terminal);
    }
  }

  /** Git sends what hooks write to standard error, wherever they write it. */
  private static void say(Report report, Terminal terminal) throws IOException {
    Style style = terminal.errStyle(ColorMode.AUTO, Detail.NORMAL);
    new TextReport(style).write(report.withoutExisting(), terminal.err());
  }
}
