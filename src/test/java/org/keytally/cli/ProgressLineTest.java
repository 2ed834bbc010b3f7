package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keytally.cli.Terminal.Ability;
import org.keytally.repair.Progress.Phase;
import org.keytally.source.Environment;

class ProgressLineTest {

  private static final int MANY = ProgressLine.LONG;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Terminal terminal(Map<String, String> variables, Ability... abilities) {
    return new Terminal(
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream(),
        err,
        new Environment(variables, Optional.empty(), false),
        Path.of("").toAbsolutePath(),
        Set.of(abilities));
  }

  private String shown(ProgressLine line, int all) {
    try (line) {
      for (Phase phase : Phase.values()) {
        for (int i = 0; i < all; i++) {
          line.advance(phase, all);
        }
      }
    }
    return err.toString(UTF_8);
  }

  @Test
  void aLongPlanShowsHowFarItIsAndLeavesNothingBehind() {
    String shown =
        shown(ProgressLine.on(terminal(Map.of("TERM", "xterm"), Ability.ERR), false), MANY);
    assertThat(shown)
        .contains("planning", "writing", "replacing", "proving")
        .contains("100%", MANY + "/" + MANY)
        .endsWith("\r\u001b[2K")
        .doesNotContain("\n");
    assertThat(shown.chars())
        .as("no other characters than the terminal has")
        .allMatch(c -> c < 128);
  }

  @Test
  void aShortPlanIsDoneBeforeAnybodyLooks() {
    assertThat(shown(ProgressLine.on(terminal(Map.of(), Ability.ERR), false), MANY - 1)).isEmpty();
  }

  @Test
  void whereThereIsNoTerminalOrNobodyWantsToKnowNothingIsSaid() {
    assertThat(shown(ProgressLine.on(terminal(Map.of(), Ability.OUT), false), MANY)).isEmpty();
    assertThat(shown(ProgressLine.on(terminal(Map.of(), Ability.ERR), true), MANY)).isEmpty();
    assertThat(shown(ProgressLine.on(terminal(Map.of("TERM", "dumb"), Ability.ERR), false), MANY))
        .isEmpty();
  }
}
