package org.keytally.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

  @Test
  void aMistypedWordIsRecognised() {
    List<String> words = List.of("recipient-missing", "recipient-extra", "key-shared");

    assertThat(Nearest.to("recipient-mising", words)).contains("recipient-missing");
    assertThat(Nearest.to("recipeint-extra", words)).contains("recipient-extra");
    assertThat(Nearest.to("keyshared", words)).contains("key-shared");
    assertThat(Nearest.to("of", List.of("on", "off"))).contains("on");
    assertThat(Nearest.to("key-shared", words)).contains("key-shared");
  }

  @Test
  void nothingIsGuessedWhereNothingIsNear() {
    assertThat(Nearest.to("zebra", List.of("key-shared", "users"))).isEmpty();
    assertThat(Nearest.to("", List.of("users"))).isEmpty();
    assertThat(Nearest.to("x".repeat(100_000), List.of("x".repeat(99_999)))).isEmpty();
  }
}
