package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keytally.clan.Fleet;

/**
 * Work that several threads share, each taking the next piece that nobody has begun. Plain threads:
 * a pool takes longer to load than the work of most runs.
 */
final class SideBySide implements Runnable {

  /** Below it, another thread takes longer to begin than it saves. */
  private static final int SECRETS_FOR_THREADS = 5000;

  /** A few pieces are most of the work, so that more threads have nothing to do. */
  private static final int MOST_THREADS = 4;

  private final List<? extends Runnable> pieces;
  private final @Nullable Throwable[] failures;
  private int next;

  private SideBySide(List<? extends Runnable> pieces) {
    this.pieces = pieces;
    this.failures = new Throwable[pieces.size()];
  }

  /** A piece of work that makes something. */
  abstract static class Piece<T> implements Runnable {

    private Optional<T> made = Optional.empty();

    abstract T make();

    @Override
    public final void run() {
      made = Optional.of(make());
    }

    /** What was made, once all pieces are done. */
    final T made() {
      return made.orElseThrow();
    }
  }

  /** How many threads are worth while for work that grows with a fleet. */
  static int threadsFor(Fleet fleet) {
    return fleet.secrets().size() < SECRETS_FOR_THREADS
        ? 1
        : Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Runs all pieces and returns when they are done. What they wrote can be read then.
   *
   * @param pieces none of which needs another
   * @param threads this one included
   * @throws RuntimeException what the first piece that failed threw, as if they ran one by one
   */
  static void all(List<? extends Runnable> pieces, int threads) {
    if (threads < 2 || pieces.size() < 2) {
      for (Runnable piece : pieces) {
        piece.run();
      }
      return;
    }
    SideBySide work = new SideBySide(pieces);
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, pieces.size()); i++) {
      Thread other = new Thread(work, "rules " + i);
      other.setDaemon(true);
      other.start();
      others.add(other);
    }
    work.run();
    join(others);
    work.rethrow();
  }

  /** Takes pieces until none is left. */
  @Override
  public void run() {
    for (int piece = take(); piece < pieces.size(); piece = take()) {
      try {
        pieces.get(piece).run();
      } catch (RuntimeException | Error e) {
        failures[piece] = e;
      }
    }
  }

  private synchronized int take() {
    return next++;
  }

  private static void join(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void rethrow() {
    for (Throwable failure : failures) {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }
  }
}
