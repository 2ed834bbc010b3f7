package org.keytally.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.keytally.git.RepositoryException;
import org.keytally.git.WorkTreeCommits;
import org.keytally.repair.ClanLock;
import org.keytally.repair.Edit;
import org.keytally.repair.Recovery;
import org.keytally.repair.RepairException;
import org.keytally.repair.Transaction;

/**
 * A transaction as a command at the terminal carries it out: clan's lock is held until this is
 * closed, a signal takes everything back, and a long plan shows how far it is.
 */
final class TerminalTransaction implements AutoCloseable {

  private final Terminal terminal;
  private final Path workTree;
  private final ClanLock lock;
  private final Interruption interruption;
  private final ProgressLine progress;
  private final Transaction transaction;

  /**
   * Takes clan's lock.
   *
   * @throws RepairException if another program holds it
   */
  TerminalTransaction(Keytally keytally, Path workTree, Path gitDirectory)
      throws IOException, RepairException {
    this.terminal = keytally.terminal();
    this.workTree = workTree;
    this.lock = ClanLock.take(gitDirectory, searchPath());
    // Only after what can fail: a signal would wait for the end of a work that never began.
    this.interruption = new Interruption();
    this.progress = ProgressLine.on(terminal, keytally.isQuiet());
    this.transaction =
        new Transaction(workTree, gitDirectory, interruption::isAsked).telling(progress);
  }

  /** What is told how far the work is. */
  ProgressLine progress() {
    return progress;
  }

  /** Finishes or takes back what an earlier run left, and says so. */
  void recover() throws IOException, RepairException {
    lock.warning().ifPresent(this::say);
    transaction.recover().ifPresent(recovery -> say(sentence(recovery)));
  }

  /** All of the edits, proven, or none of them. */
  void apply(List<Edit> edits, Transaction.ReadBack readBack) throws RepairException {
    try {
      transaction.apply(edits, readBack);
    } catch (IOException e) {
      throw RepairException.ofDisk(e);
    } finally {
      progress.erase();
    }
  }

  /** Commits the files of the edits, and no others, and says as what. */
  void commit(List<Edit> edits, String message) throws RepositoryException {
    List<String> paths = new ArrayList<>();
    for (Edit edit : edits) {
      paths.add(edit.path());
    }
    say("committed as " + WorkTreeCommits.of(workTree).commit(paths, message) + '.');
  }

  private static String sentence(Recovery recovery) {
    String begun = "what was begun at " + recovery.begun() + " had been interrupted";
    return switch (recovery.outcome()) {
      case UNDONE ->
          begun + "; its " + Counted.of(recovery.changes(), "change") + " were taken back.";
      case FINISHED -> begun + " after its last change; it is complete.";
    };
  }

  private void say(String text) {
    terminal.say("keytally: " + text);
  }

  private static String searchPath() {
    String path = System.getenv("PATH");
    return path == null ? "" : path;
  }

  @Override
  public void close() throws IOException {
    progress.close();
    interruption.close();
    lock.close();
  }
}
