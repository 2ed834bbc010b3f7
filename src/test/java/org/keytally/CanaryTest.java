package org.keytally;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryTest {

  private static final SshKeyPair PAIR = SshKeyPair.generate();

  @TempDir private Path folder;

  @Test
  void aKeyIsFoundInEachFormThatItCanBeWrittenIn() {
    Canary canary = new Canary(PAIR);
    byte[] seed = PAIR.seed();
    String base64 = Base64.getEncoder().encodeToString(seed);

    assertThat(
            List.of(
                PAIR.privateText(),
                PAIR.privateText().replace("\n", "\\n"),
                "x" + HexFormat.of().formatHex(seed),
                HexFormat.of().withUpperCase().formatHex(seed),
                new String(seed, StandardCharsets.ISO_8859_1),
                base64,
                Base64.getEncoder()
                    .encodeToString(
                        ("ab" + new String(seed, StandardCharsets.ISO_8859_1) + "cd")
                            .getBytes(StandardCharsets.ISO_8859_1))))
        .allMatch(canary::holds);
    assertThat(List.of(PAIR.publicLine(), PAIR.recipient(), SshKeyPair.generate().privateText()))
        .noneMatch(canary::holds);
  }

  @Test
  void aFileThatHoldsAKeyIsNamedAndTheKeyIsNot() throws Exception {
    Canary canary = new Canary(PAIR);
    Path kept = Files.writeString(folder.resolve("kept"), PAIR.privateText());
    canary.assertAbsentBelow(List.of(folder), kept);
    Path left = Files.writeString(folder.resolve("left"), PAIR.privateText());

    assertThatThrownBy(() -> canary.assertAbsentBelow(List.of(), kept))
        .hasMessageContaining(left.toString())
        .satisfies(e -> assertThat(canary.holds(e.toString())).isFalse());
    assertThatThrownBy(() -> canary.assertAbsentFrom("a", PAIR.privateText()))
        .satisfies(e -> assertThat(canary.holds(e.toString())).isFalse());
    Files.delete(left);
    Files.delete(kept);
  }
}
