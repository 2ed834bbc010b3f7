package org.keytally.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.keytally.cli.Terminal.Ability;
import org.keytally.repair.Progress;

/**
 * A line on standard error that shows how far a long plan is, and is gone when it is done. The
 * width is given to the library, so that it does not go and ask the terminal.
 */
final class ProgressLine implements Progress, AutoCloseable {

  /** Fewer are done before anybody looks. */
  static final int LONG = 50;

  private static final String ERASE = "\r\u001b[2K";

  private final PrintWriter err;
  private final boolean unicode;
  private final int width;
  private Optional<ProgressBar> bar = Optional.empty();
  private Optional<Phase> phase = Optional.empty();

  private ProgressLine(PrintWriter err, boolean unicode, int width) {
    this.err = err;
    this.unicode = unicode;
    this.width = width;
  }

  /** For a run; says nothing where standard error is no terminal that can erase a line. */
  static ProgressLine on(Terminal terminal, boolean quiet) {
    boolean shown =
        !quiet
            && terminal.can(Ability.ERR)
            && !terminal.environment().variables().getOrDefault("TERM", "").equals("dumb");
    return new ProgressLine(
        terminal.err(), terminal.can(Ability.UNICODE), shown ? terminal.width() : 0);
  }

  @Override
  public synchronized void advance(Phase now, int all) {
    if (width == 0 || all < LONG) {
      return;
    }
    if (phase.isEmpty() || phase.get() != now) {
      erase();
      phase = Optional.of(now);
      bar = Optional.of(begin(now, all));
    }
    bar.get().step();
  }

  private ProgressBar begin(Phase now, int all) {
    return new ProgressBarBuilder()
        .setTaskName(now.name().toLowerCase(Locale.ROOT))
        .setInitialMax(all)
        .setStyle(unicode ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(100)
        .setMaxRenderedLength(width - 1)
        .setConsumer(new DelegatingProgressBarConsumer(this::show, width - 1))
        .build();
  }

  private void show(String line) {
    err.print(ERASE + line);
    err.flush();
  }

  @Override
  public void close() {
    erase();
  }

  /** Takes the line away, until there is more to tell. */
  synchronized void erase() {
    if (bar.isPresent()) {
      bar.get().close();
      bar = Optional.empty();
      err.print(ERASE);
      err.flush();
    }
  }
}
