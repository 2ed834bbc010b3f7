package org.keytally.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.keytally.check.Report;
import org.keytally.check.Selection;
import org.keytally.clan.ClanDirectoryException;
import org.keytally.git.RepositoryException;
import org.keytally.report.ReportFormat;

/**
 * A check as it was asked for, whoever read the arguments.
 *
 * @param files reports that are written besides
 * @param verify whether to decrypt what the identities at hand open
 * @param history whether to look at all commits that lead to the state
 * @param base what this revision has already does not count; absent where everything counts
 * @param showExisting whether to list also what does not count
 */
record CheckRequest(
    Invocation invocation,
    Input input,
    ReportFormat format,
    List<ReportFile> files,
    FailOn failOn,
    Selection selection,
    KeySource keys,
    Optional<String> user,
    boolean verify,
    boolean history,
    ManifestChoice manifest,
    Optional<String> base,
    boolean showExisting,
    Optional<VaultKind> vault) {

  CheckRequest {
    files = List.copyOf(files);
  }

  /** Opens the repository, for a check that looks at all that was asked for. */
  CheckRun open() throws RepositoryException {
    CheckRun run = invocation.open().with(manifest).asking(vault);
    if (history) {
      run.remembering();
    }
    if (verify) {
      run.verifying(TerminalPrompt.of(invocation.terminal()));
    }
    return run;
  }

  /** Checks, and writes the report; returns the exit code. */
  int run()
      throws RepositoryException,
          ClanDirectoryException,
          UnusableConfigurationException,
          UsageException,
          IOException {
    try (CheckRun run = open()) {
      if (keys.unwanted().isEmpty()) {
        run.lookingIntoPasswordStores();
      }
      Report whole =
          base.isPresent()
              ? run.checkSince(base.get(), input, selection, keys, user)
              : run.check(input, selection, keys, user);
      Report report = showExisting ? whole : whole.withoutExisting();
      for (ReportFile file : files) {
        file.write(report);
      }
      format.writer(invocation.style()).write(report, invocation.terminal().out());
      invocation.terminal().out().flush();
      return failOn.exitCode(report);
    }
  }
}
