package org.keytally.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class KeyCommandTest {

  private static final Map<String, String> VARIABLES = Map.of("PATH", "/usr/bin:/bin", "X", "y");

  @Test
  void wordsAreSplitLikeAShellDoes() {
    assertThat(CommandWords.split("pass show age")).containsExactly("pass", "show", "age");
    assertThat(CommandWords.split(" a  'b c' \"d 'e' \\\" f\" g\\ h '' # note"))
        .isEqualTo(List.of("a", "b c", "d 'e' \" f", "g h", ""));
    assertThat(CommandWords.split("a'b'\"c\"#d 'e\\'")).containsExactly("abc#d", "e\\");
    assertThat(CommandWords.split("a # rest\nb")).containsExactly("a", "b");
    assertThat(CommandWords.split(" \t")).isEmpty();
  }

  @Test
  void nothingElseOfAShellIsKnown() {
    assertThat(CommandWords.split("echo $X | cat; `id` > file *"))
        .containsExactly("echo", "$X", "|", "cat;", "`id`", ">", "file", "*");
  }

  @Test
  void anUnfinishedCommandIsRefused() {
    assertThatThrownBy(() -> CommandWords.split("a 'b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("has a quote that is not closed");
    assertThatThrownBy(() -> CommandWords.split("a\\"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ends with a backslash");
    assertThatThrownBy(() -> KeyCommand.of(" ", VARIABLES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("is empty");
  }

  @Test
  void theCommandIsToldTheRecipientAndHasNoInput() {
    KeyFileBytes printed =
        KeyCommand.of("sh -c 'echo $SOPS_AGE_RECIPIENT $X; cat'", VARIABLES).run("age1abc");

    assertThat(text(printed)).isEqualTo("age1abc y\n");
  }

  @Test
  void aFailingCommandGivesAReasonAndNoKey() {
    assertThat(KeyCommand.of("sh -c 'echo secret; exit 3'", VARIABLES).run("age1abc"))
        .isEqualTo(new KeyFileBytes(Optional.empty(), false, "failed with exit code 3"));
    assertThat(KeyCommand.of("/nowhere/at/all", VARIABLES).run("age1abc").reason())
        .isEqualTo("cannot be started");
  }

  @Test
  @Timeout(300)
  void aCommandThatNeverEndsIsStopped() {
    KeyCommand endless =
        KeyCommand.of("sh -c 'sleep 600; true'", VARIABLES, Duration.ofMillis(300));
    KeyCommand chatty = KeyCommand.of("cat /dev/zero", VARIABLES);

    assertThat(endless.run("age1abc").reason()).isEqualTo("takes too long and was stopped");
    assertThat(chatty.run("age1abc").content()).isEmpty();
  }

  private static String text(KeyFileBytes bytes) {
    return new String(bytes.content().orElseThrow(), StandardCharsets.UTF_8);
  }
}
