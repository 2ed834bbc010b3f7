package org.keytally.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;

class ClanLockTest {

  private static final String PATH = System.getenv("PATH");

  @TempDir private Path git;

  @Test
  void flockFindsTheLockTakenAndFreeAgain() throws Exception {
    RealTools.require("flock");
    try (ClanLock lock = ClanLock.take(git, PATH)) {
      assertThat(lock.warning()).isEmpty();
      assertThat(flock()).isNotZero();
    }
    assertThat(flock()).isZero();
  }

  @Test
  void aSecondKeytallyWaitsForTheFirst() throws Exception {
    AtomicBoolean released = new AtomicBoolean();
    CountDownLatch waiting = new CountDownLatch(1);
    ClanLock first = ClanLock.take(git, PATH);
    Thread holder =
        new Thread(
            () -> {
              try {
                waiting.await();
                Thread.sleep(300);
                released.set(true);
                first.close();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    holder.start();
    waiting.countDown();
    try (ClanLock second = ClanLock.take(git, PATH)) {
      assertThat(released).isTrue();
      assertThat(second.warning()).isEmpty();
    }
    holder.join(TimeUnit.SECONDS.toMillis(30));
  }

  @Test
  void withoutFlockAnotherKeytallyIsKeptOutAndThePersonWarned() throws Exception {
    try (ClanLock first = ClanLock.take(git, "")) {
      assertThat(first.warning()).isPresent();
      assertThatThrownBy(() -> ClanLock.take(git, ""))
          .isInstanceOf(RepairException.class)
          .hasMessageContaining("another keytally");
    }
    ClanLock.take(git, "").close();
  }

  /** The exit status of a clan that does not wait. */
  private int flock() throws Exception {
    return new ProcessBuilder("flock", "--nonblock", git.resolve("clan.lock").toString(), "true")
        .start()
        .waitFor();
  }
}
