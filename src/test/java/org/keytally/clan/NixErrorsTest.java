package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NixErrorsTest {

  private static final String SOURCE = "/nix/store/p2rr8v8yyv5ci5hyzmkd5xnxixygvg3l-source/";

  @Test
  void theErrorOfAnOlderReleaseIsNamedWithItsPlace() {
    String text =
        "warning: Git tree '/x' is dirty\n\u001b[31;1merror:\u001b[0m attribute 'foo' missing\n\n"
            + "       at "
            + SOURCE
            + "flake.nix:12:3:\n\n          11|   x\n";
    assertThat(NixErrors.brief(text, 1)).isEqualTo("attribute 'foo' missing (flake.nix:12:3)");
  }

  @Test
  void theLastErrorOfATraceIsTheOneThatCounts() {
    String text =
        "error:\n       … while evaluating the attribute 'x'\n         at "
            + SOURCE
            + "a.nix:1:2:\n\n       error: value of '"
            + SOURCE
            + "vars/shared/ca/cert/value' is missing\n";
    assertThat(NixErrors.brief(text, 1))
        .isEqualTo("value of 'vars/shared/ca/cert/value' is missing");
  }

  @Test
  void whereNothingIsSaidTheExitCodeIs() {
    assertThat(NixErrors.brief("", 137)).isEqualTo("nix failed with exit code 137");
    assertThat(NixErrors.brief("error:", 1)).isEqualTo("nix failed with exit code 1");
  }

  @Test
  void longErrorsAreCutAndControlCharactersLeftOut() {
    assertThat(NixErrors.brief("error: a\u0007b " + "x".repeat(1000), 1))
        .startsWith("ab xxx")
        .endsWith("…")
        .hasSizeLessThan(300);
  }
}
