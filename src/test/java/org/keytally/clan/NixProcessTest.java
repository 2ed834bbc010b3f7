package org.keytally.clan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run of nix may do, tried with a shell in its place. */
@Timeout(60)
final class NixProcessTest {

  private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin", "A", "b");

  private static byte[] run(String script, Duration limit) throws NixException {
    return NixProcess.run(
        List.of("/bin/sh", "-c", script), ENVIRONMENT, Path.of(".").toAbsolutePath(), limit);
  }

  @Test
  void itReadsNothingAndSeesOnlyTheEnvironmentThatItIsGiven() throws Exception {
    assertThat(new String(run("cat; echo $A$HOME", Duration.ofSeconds(50)), UTF_8))
        .isEqualTo("b\n");
  }

  @Test
  void itIsStoppedWhenItsTimeIsOverEvenIfAChildHoldsItsOutput() {
    assertThatThrownBy(() -> run("sleep 50 & sleep 50", Duration.ofMillis(300)))
        .isInstanceOf(NixException.class)
        .hasMessageContaining("was stopped after");
  }

  @Test
  void itPrintsNoMoreThanAManifestMayHave() {
    assertThatThrownBy(() -> run("yes", Duration.ofSeconds(50)))
        .isInstanceOf(NixException.class)
        .hasMessageContaining("more than 16 MiB");
  }

  @Test
  void ofWhatItComplainsAboutTheEndIsKept() {
    assertThatThrownBy(
            () ->
                run(
                    "yes noise | head -n 200000 >&2; echo 'error: the end' >&2; exit 3",
                    Duration.ofSeconds(50)))
        .isInstanceOf(NixException.class)
        .hasMessage("the end")
        .extracting(failure -> ((NixException) failure).details().length())
        .asInstanceOf(InstanceOfAssertFactories.INTEGER)
        .isBetween(100_000, 300_000);
  }
}
