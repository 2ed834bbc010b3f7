package org.keytally.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathGlobTest {

  @ParameterizedTest
  @CsvSource({
    "docs/**, docs/a.yaml",
    "docs/**, docs/a/b.yaml",
    "docs, docs/a/b.yaml",
    "docs, x/docs/b.yaml",
    "docs/, x/docs/b.yaml",
    "/docs, docs/b.yaml",
    "*.bak, a/b/c.bak",
    "a/*/c, a/b/c/d",
    "a/**/c, a/c",
    "a/**/c, a/x/y/c",
    "**/c, c",
    "**, anything/at/all",
    "?.yaml, a.yaml",
    "a*b*c, aXbXbXc",
    "[a], [a]",
  })
  void covers(String pattern, String path) {
    assertThat(new PathGlob(pattern).covers(path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "docs/**, docs",
    "docs/**, x/docs/a",
    "docs/, docs",
    "/docs, x/docs/b.yaml",
    "*.bak, a/b.bakery",
    "a/*/c, a/c",
    "a/*/c, a/b/b/c",
    "a/**/c, a/x/d",
    "?.yaml, ab.yaml",
    "a*b, abc",
    "[a], a",
  })
  void doesNotCover(String pattern, String path) {
    assertThat(new PathGlob(pattern).covers(path)).isFalse();
  }

  @Test
  @Timeout(60)
  void aPatternFullOfStarsDoesNotExplode() {
    String path = "a/".repeat(2000) + "a".repeat(2000);

    assertThat(new PathGlob("**/a/".repeat(100) + "b").covers(path)).isFalse();
    assertThat(new PathGlob("*a".repeat(250) + "b").covers(path)).isFalse();
  }
}
