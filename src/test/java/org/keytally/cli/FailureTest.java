package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keytally.git.RepositoryException;
import org.keytally.source.Environment;

class FailureTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int report(Throwable failure, boolean verbose) {
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new ByteArrayOutputStream(),
            err,
            new Environment(Map.of(), Optional.empty(), false),
            Path.of("/"),
            Set.of());
    return terminal.finish(Failure.report(failure, terminal, verbose));
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void anUnexpectedErrorIsOneLineWithoutItsMessage() {
    int code =
        report(new IllegalStateException("AGE-SECRET-KEY-1QQQQQQQQQQ and a password"), false);

    assertThat(code).isEqualTo(3);
    assertThat(said().lines()).hasSize(1);
    assertThat(said())
        .startsWith("keytally: internal error IllegalStateException at ")
        .contains("please report it")
        .doesNotContain("QQQQ")
        .doesNotContain("password");
  }

  @Test
  void theTraceIsShownOnRequestAndHoldsNoMessageEither() {
    report(new IllegalStateException("a password", new RuntimeException("another")), true);

    assertThat(said())
        .contains("  at org.keytally.cli.FailureTest")
        .contains("caused by java.lang.RuntimeException")
        .doesNotContain("password")
        .doesNotContain("another");
  }

  @Test
  void aRepositoryThatCannotBeReadIsCodeThree() {
    assertThat(report(new RepositoryException("no such\u001b thing"), false)).isEqualTo(3);
    assertThat(said()).isEqualTo("keytally: no such\\x1b thing\n");
  }

  @Test
  void runningOutOfMemoryIsNotAnInternalError() {
    assertThat(report(new OutOfMemoryError(), false)).isEqualTo(3);
    assertThat(said()).contains("out of memory").doesNotContain("internal");
  }
}
