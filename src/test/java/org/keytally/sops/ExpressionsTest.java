package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.PatternSyntaxException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ExpressionsTest {

  @Test
  void whatPeopleWriteIsCompiled() {
    for (String expression :
        List.of(
            "^secrets/",
            "secrets/[^/]+\\.(yaml|json|env|ini)$",
            "^hosts/[a-z0-9-]{1,63}/secrets\\.ya?ml$",
            "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            "(?i)(^|/)(secret|password)s?[[:alnum:]_]*$",
            "a{,3}[]{}][^]]\\{9999999\\}{x}")) {
      assertThat(Expressions.compile(expression).pattern()).isEqualTo(expression);
      assertThat(Expressions.size(expression)).isBetween(1, 200);
    }
  }

  @Test
  void repetitionCountsWhatItRepeats() {
    assertThat(Expressions.size("a{7}")).isEqualTo(8);
    assertThat(Expressions.size("(ab){10}")).isBetween(20, 40);
    assertThat(Expressions.size("((ab){10}){10}")).isBetween(200, 400);
  }

  @Test
  void aHugeProgramIsRefusedBeforeItIsMade() {
    for (String expression :
        List.of(
            "((((a?){100}){100}){100})c",
            "(((((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9}){9}){9}){9}){9}",
            "(a?){1000}".repeat(100),
            "(x{2}".repeat(150) + "){2}".repeat(150),
            "a{999999999999999999999}",
            "(".repeat(3_000),
            "x".repeat(5_000))) {
      assertThatThrownBy(() -> Expressions.compile(expression))
          .isInstanceOf(PatternSyntaxException.class);
    }
  }

  @Test
  @Timeout(60)
  void whatIsCompiledMatchesAnyTextWithinTheUsualStack() {
    String text = "a".repeat(4_000);
    for (String expression :
        List.of(
            "(a*)*b", "^(a|aa|aaa)+$", "(a?){900}(a{900})b", "(((a?){9}){9}){9}b", "(a|b|)*c")) {
      assertThat(Expressions.compile(expression).matcher(text + "d").find()).isFalse();
    }
  }
}
