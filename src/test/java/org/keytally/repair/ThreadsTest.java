package org.keytally.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadsTest {

  private static final int COUNT = 60;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void ofSeveralFailuresTheOneOfTheLowestNumberIsThrown(int threads) {
    for (int turn = 0; turn < 50; turn++) {
      AtomicIntegerArray done = new AtomicIntegerArray(COUNT);
      assertThatThrownBy(
              () ->
                  Threads.run(
                      threads,
                      COUNT,
                      i -> {
                        if (i >= 20) {
                          throw new RepairException("number " + i);
                        }
                        done.incrementAndGet(i);
                      }))
          .isInstanceOf(RepairException.class)
          .hasMessage("number 20");
      for (int i = 0; i < COUNT; i++) {
        assertThat(done.get(i)).isEqualTo(i < 20 ? 1 : 0);
      }
    }
  }
}
