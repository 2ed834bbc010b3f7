package org.keytally.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keytally.config.Configuration;

/** Rules of several threads at once. */
class SideBySideTest {

  @ParameterizedTest
  @MethodSource("org.keytally.check.RulesTest#faults")
  void rulesFindTheSameWhetherTheyRunOneByOneOrTogether(RulesTest.Fault fault) {
    Evidence evidence =
        SoundFleet.evidence(
            fault.fault().apply(SoundFleet.builder()), Configuration.DEFAULT, Optional.empty());
    List<Finding> oneByOne = Check.run(evidence, Selection.ALL, 1);
    assertThat(oneByOne).isNotEmpty();
    for (int threads = 2; threads <= 4; threads++) {
      assertThat(Check.run(evidence, Selection.ALL, threads)).isEqualTo(oneByOne);
    }
  }

  @Test
  void everyPieceRunsOnce() {
    int[] runs = new int[1000];
    List<Runnable> pieces = new ArrayList<>();
    for (int i = 0; i < runs.length; i++) {
      int piece = i;
      pieces.add(() -> runs[piece]++);
    }
    SideBySide.all(pieces, 4);
    assertThat(runs).containsOnly(1);
  }

  @Test
  @Timeout(60)
  void severalThreadsWorkAtATime() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CyclicBarrier together = new CyclicBarrier(3);
    Runnable piece =
        () -> {
          threads.add(Thread.currentThread());
          try {
            together.await(50, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        };
    SideBySide.all(List.of(piece, piece, piece), 3);
    assertThat(threads).hasSize(3).contains(Thread.currentThread());
  }

  @Test
  void oneThreadAloneStartsNoOther() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Runnable piece = () -> threads.add(Thread.currentThread());
    SideBySide.all(List.of(piece, piece, piece), 1);
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void theFirstPieceThatFailsIsToldOfAndTheOthersAreDone() {
    int[] runs = new int[50];
    List<Runnable> pieces = new ArrayList<>();
    for (int i = 0; i < runs.length; i++) {
      int piece = i;
      pieces.add(
          () -> {
            runs[piece]++;
            if (piece == 20 || piece == 40) {
              throw new IllegalStateException("piece " + piece);
            }
          });
    }
    assertThatThrownBy(() -> SideBySide.all(pieces, 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("piece 20");
    assertThat(runs).containsOnly(1);
  }

  @Test
  void anInterruptedCallerStillWaitsAndStaysInterrupted() {
    int[] runs = new int[100];
    List<Runnable> pieces = new ArrayList<>();
    for (int i = 0; i < runs.length; i++) {
      int piece = i;
      pieces.add(() -> runs[piece]++);
    }
    Thread.currentThread().interrupt();
    SideBySide.all(pieces, 4);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(runs).containsOnly(1);
  }
}
