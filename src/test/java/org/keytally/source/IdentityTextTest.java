package org.keytally.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.source.KeyFile.Entry;
import org.keytally.source.KeyFile.Problem;
import org.keytally.source.KeyFile.Problem.Kind;
import org.keytally.source.KeyFile.RecipientComment;

class IdentityTextTest {

  static final String FIRST_SECRET =
      "AGE-SECRET-KEY-1TQTZ4WMYC9T8TUTQAE7ZRNWWAG5ATEHY07LSWP5REG5UU2E7E37QW3MY3R";
  static final String FIRST = "age18d85mkwwnzncj2c9gfglla09lejlhp05ezv8ael0zna7rmuk63jqz0m6q8";
  static final String SECOND_SECRET =
      "AGE-SECRET-KEY-1FKX6F23WJZMMA4YMNU0E9UN454MVS8FSE7UNYSZXVPQDAEKSGAZSA5VK06";
  static final String SECOND = "age1qramevy7mpmyqx2wch0lcj3e09duy99my07xarvacjxxtgvey9tscw5mle";
  private static final String PLUGIN = "AGE-PLUGIN-YUBIKEY-1QQQSYQCYQ5RQWZQFPG9S0GYRF3";
  private static final String PLUGIN_RECIPIENT =
      "age1yubikey1qgqqzqsrqszsvpcgpy9qkrqdpc83qygjzv2p29shrqv35xcur50p7wlqp0l";

  @Test
  void whatAgeKeygenWritesIsReadWithItsComment() {
    IdentityText text =
        read(
            "# created: 2026-11-21T07:00:00Z\n# public key: "
                + FIRST
                + "\n"
                + FIRST_SECRET
                + "\n\n"
                + SECOND_SECRET);

    assertThat(text.entries())
        .containsExactly(
            new Entry(Optional.of(FIRST), false, 3), new Entry(Optional.of(SECOND), false, 5));
    assertThat(text.comments()).containsExactly(new RecipientComment(FIRST, 2, 3));
    assertThat(text.problems()).isEmpty();
  }

  @Test
  void aPluginIdentityHasTheRecipientOfTheCommentBeforeIt() {
    IdentityText text =
        read("#    Recipient: " + PLUGIN_RECIPIENT + "\n" + PLUGIN + "\n" + PLUGIN + "\n");

    assertThat(text.entries())
        .containsExactly(
            new Entry(Optional.of(PLUGIN_RECIPIENT), true, 2),
            new Entry(Optional.empty(), true, 3));
    assertThat(text.problems())
        .extracting(Problem::kind, Problem::line)
        .containsExactly(tuple(Kind.PLUGIN_WITHOUT_RECIPIENT, 3));
  }

  @Test
  void everyPublicKeyOnAnyLineIsCollected() {
    IdentityText text =
        read(
            "# mine "
                + FIRST
                + ", and "
                + SECOND
                + "\n# ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJHQ me@host\n"
                + "# see page1 of the guide, or age1\n");

    assertThat(text.comments())
        .extracting(RecipientComment::recipient)
        .containsExactly(FIRST, SECOND, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJHQ");
  }

  @Test
  void theCommentOfAnIdentityThatIsCommentedOutBelongsToNone() {
    IdentityText text =
        read("# public key: " + SECOND + "\n#" + SECOND_SECRET + "\n" + FIRST_SECRET + "\n");

    assertThat(text.comments()).containsExactly(new RecipientComment(SECOND, 1, 0));
    assertThat(text.entries()).containsExactly(new Entry(Optional.of(FIRST), false, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "' KEY!', begins with a blank, 1",
    "'KEY! ', ends with a blank, 1",
    "'\tKEY!', begins with a blank, 1",
    "'   ', holds nothing but blanks, 0",
    "' # note', begins with a blank, 0",
    "'hello', is neither an identity nor a comment, 0",
    "'<<<<<<< HEAD', is neither an identity nor a comment, 0",
    "'AGE-SECRET-KEY-1QQQQ', is a damaged identity, 0",
    "'KEY!X', is a damaged identity, 0",
    "'KEY! KEY!', is a damaged identity, 0",
    "'age-secret-key-1qqqq', is an identity in lower case, 0",
    "'-----BEGIN OPENSSH PRIVATE KEY-----', 'begins a key of another kind, which does not belong into this file', 0",
  })
  void aLineThatSopsRefusesIsABadLine(String line, String message, int entries) {
    IdentityText text = read("# first\n" + line.replace("KEY!", FIRST_SECRET) + "\n");

    assertThat(text.problems())
        .extracting(Problem::kind, Problem::line, Problem::message)
        .containsExactly(tuple(Kind.BAD_LINE, 2, message));
    assertThat(text.entries()).hasSize(entries);
  }

  @Test
  void aPublicKeyOutsideACommentIsABadLineToSopsAndAKeyToClan() {
    IdentityText text = read(FIRST + "\n");

    assertThat(text.comments()).containsExactly(new RecipientComment(FIRST, 1, 0));
    assertThat(text.problems())
        .extracting(Problem::message)
        .containsExactly("is a public key, which belongs into a comment");
  }

  @Test
  void windowsLineEndsAreAcceptedAndNamed() {
    IdentityText text = read("# public key: " + FIRST + "\r\n" + FIRST_SECRET + "\r\n");

    assertThat(text.entries()).containsExactly(new Entry(Optional.of(FIRST), false, 2));
    assertThat(text.problems()).extracting(Problem::kind).containsExactly(Kind.WINDOWS_LINES);
  }

  @Test
  void onlyTheVariableMayHoldSeveralIdentitiesOnALine() {
    String both = FIRST_SECRET + " " + SECOND_SECRET + "\r\n";

    IdentityText text = new IdentityText(ascii(both), true, Recipients::of).read();

    assertThat(text.entries())
        .extracting(Entry::recipient)
        .containsExactly(Optional.of(FIRST), Optional.of(SECOND));
    assertThat(read(both).entries()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"age-encryption.org/v1\n-> scrypt", "-----BEGIN AGE ENCRYPTED FILE-----"})
  void aFileUnderAPassphraseIsNotTakenForBadLines(String text) {
    assertThat(read(text).problems()).extracting(Problem::kind).containsExactly(Kind.ENCRYPTED);
  }

  @Test
  void noPrivateKeyIsInWhatIsKept() {
    IdentityText text = read(" " + FIRST_SECRET + "\n" + FIRST_SECRET + "X\n" + SECOND_SECRET);

    assertThat(text.entries() + "" + text.comments() + text.problems())
        .doesNotContain("AGE-SECRET-KEY")
        .doesNotContain(FIRST_SECRET.substring(20, 40));
  }

  @Test
  void anyBytesAreRead() {
    byte[] sample =
        ascii(
            "# " + FIRST + "\n" + FIRST_SECRET + "\n# " + PLUGIN_RECIPIENT + "\n" + PLUGIN + "\n");
    Random random = new Random(11);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = Arrays.copyOf(sample, random.nextInt(sample.length + 1));
      for (int i = 0; i < 5 && bytes.length > 0; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      IdentityText text = new IdentityText(bytes, random.nextBoolean(), Recipients::of).read();
      assertThat(text.entries().size()).isLessThanOrEqualTo(4);
    }
  }

  @Test
  @Timeout(60)
  void aFileOfTheLargestSizeDoesNotHang() {
    List<String> hostile =
        List.of(
            "age1".repeat(1 << 18),
            "\n".repeat(1 << 20),
            "ssh-rsa ".repeat(1 << 17),
            "a ".repeat(1 << 19));
    for (String text : hostile) {
      assertThat(read(text).entries()).isEmpty();
    }
  }

  private static IdentityText read(String text) {
    return new IdentityText(ascii(text), false, Recipients::of).read();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
