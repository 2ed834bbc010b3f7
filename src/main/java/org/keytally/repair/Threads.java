package org.keytally.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
   * @throws RepairException the first that a task threw; what had not begun by then is left out
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
    ExecutorService executor = Executors.newFixedThreadPool(Math.min(threads, count));
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < Math.min(threads, count); i++) {
        workers.add(executor.submit(() -> work(next, count, task)));
      }
      await(workers);
    } finally {
      executor.shutdownNow();
    }
  }

  private static Void work(AtomicInteger next, int count, Task task)
      throws RepairException, IOException {
    boolean done = false;
    try {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        task.run(i);
      }
      done = true;
    } finally {
      if (!done) {
        next.set(count);
      }
    }
    return null;
  }

  private static void await(List<Future<?>> workers) throws RepairException, IOException {
    boolean interrupted = false;
    List<Throwable> failures = new ArrayList<>();
    for (Future<?> worker : workers) {
      boolean done = false;
      while (!done) {
        try {
          worker.get();
          done = true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          failures.add(e.getCause());
          done = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failures.isEmpty()) {
      return;
    }
    Throwable first = failures.get(0);
    if (first instanceof RepairException refused) {
      throw refused;
    }
    if (first instanceof IOException failed) {
      throw failed;
    }
    if (first instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException("a thread failed", first);
  }
}
