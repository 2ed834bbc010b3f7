package org.keytally.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Does the same for many things on several threads. */
final class Threads {

  /** Fewer are done before further threads have started. */
  private static final int WORTH_A_THREAD = 16;

  private Threads() {}

  /** What is done for the thing of this number. */
  @FunctionalInterface
  interface Task {
    void run(int number) throws RepairException, IOException;
  }

  /** How many threads can compute at the same time here. */
  static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Runs a task for each number below {@code count} and returns when all threads are done.
   *
   * @throws RepairException what the task of the lowest number threw that failed, as if one thread
   *     had done all; what had not begun by then is left out
   * @throws IOException likewise
   */
  static void run(int threads, int count, Task task) throws RepairException, IOException {
    if (threads <= 1 || count < WORTH_A_THREAD) {
      for (int i = 0; i < count; i++) {
        task.run(i);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    Failures failures = new Failures();
    ExecutorService executor = Executors.newFixedThreadPool(Math.min(threads, count));
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < Math.min(threads, count); i++) {
        workers.add(executor.submit(() -> work(next, count, task, failures)));
      }
      await(workers);
      failures.rethrow();
    } finally {
      executor.shutdownNow();
    }
  }

  /** Numbers are handed out in order, so all below one that failed are done or fail as well. */
  private static void work(AtomicInteger next, int count, Task task, Failures failures) {
    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
      try {
        task.run(i);
      } catch (RepairException | IOException | RuntimeException | Error e) {
        next.set(count);
        failures.add(i, e);
      }
    }
  }

  /** What went wrong, of which the task of the lowest number counts. */
  private static final class Failures {

    private int lowest = Integer.MAX_VALUE;
    private Optional<Throwable> first = Optional.empty();

    synchronized void add(int number, Throwable failure) {
      if (number < lowest) {
        lowest = number;
        first = Optional.of(failure);
      }
    }

    synchronized void rethrow() throws RepairException, IOException {
      if (first.isEmpty()) {
        return;
      }
      Throwable failure = first.get();
      if (failure instanceof RepairException refused) {
        throw refused;
      }
      if (failure instanceof IOException failed) {
        throw failed;
      }
      if (failure instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("a thread failed", failure);
    }
  }

  private static void await(List<Future<?>> workers) {
    boolean interrupted = false;
    for (Future<?> worker : workers) {
      boolean done = false;
      while (!done) {
        try {
          worker.get();
          done = true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("a thread failed", e.getCause());
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
