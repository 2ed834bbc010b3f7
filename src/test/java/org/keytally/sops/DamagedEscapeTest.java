package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SnakeYAML's scanner fails on damaged escapes with an exception of the number parser. */
class DamagedEscapeTest {

  @ParameterizedTest
  @ValueSource(strings = {"a: \"\\UFFFFFFFF\"", "a: \"\\x", "sops:\n  mac: \"\\UFFFFFFFF\"\n"})
  void isAProblemInEveryReaderOfYaml(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    assertThat(SopsConfigReader.read(".sops.yaml", bytes).problems()).isNotEmpty();
    assertThat(SopsFileReader.readRuled("a.yaml", bytes).problems()).isNotEmpty();
    assertThatThrownBy(() -> SopsDocument.parse(Format.YAML, bytes))
        .isInstanceOf(SopsException.class)
        .hasMessageContaining("YAML");
  }
}
