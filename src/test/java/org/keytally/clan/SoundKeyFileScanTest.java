package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Whatever the short way reads, the long way reads the same. */
class SoundKeyFileScanTest {

  private static final String PATH = "sops/users/alice/key.json";
  private static final String ALICE =
      "age14mq4aa4u20l0na44l4d3vryas0v0kjsjkvhns8a3el57r6fn4cpqshejqp";
  private static final String BOB =
      "age1xencuqtrvre7lp6g8gqmglkjyu3f20ms4ghthw7dpf4lp8ndyvpqwmuyxe";
  private static final String WRITTEN =
      """
      [
        {
          "publickey": "%s",
          "type": "age"
        },
        {
          "type": "age",
          "publickey": "%s"
        }
      ]
      """
          .formatted(ALICE, BOB);

  /** Reads both ways, and says whether the short one sufficed. */
  private static boolean agrees(String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    assertThat(KeyFileReader.read(PATH, content))
        .as(text)
        .isEqualTo(KeyFileReader.examine(PATH, content));
    return new SoundKeyFileScan(content).scan();
  }

  @Test
  void whatClanWritesIsReadTheShortWay() {
    assertThat(agrees(WRITTEN)).isTrue();
    assertThat(KeyFileReader.read(PATH, WRITTEN.getBytes(StandardCharsets.UTF_8)).keys())
        .extracting(PublishedKey::text, PublishedKey::line)
        .containsExactly(tuple(ALICE, 3), tuple(BOB, 8));
  }

  @Test
  void noDamageOfOneCharacterIsOverlooked() {
    for (int at = 0; at < WRITTEN.length(); at++) {
      for (String put :
          List.of("", "\"", "\\", "[", "{", "}", ",", "A", "q", "\n", "\r", "<", "\0")) {
        agrees(WRITTEN.substring(0, at) + put + WRITTEN.substring(at + 1));
        agrees(WRITTEN.substring(0, at) + put + WRITTEN.substring(at));
      }
      agrees(WRITTEN.substring(0, at));
    }
  }

  @Test
  void linesMovedLeftOutOrRepeatedReadTheSame() {
    List<String> lines = List.of(WRITTEN.split("\n"));
    for (int from = 0; from < lines.size(); from++) {
      for (int to = 0; to <= lines.size(); to++) {
        List<String> changed = new ArrayList<>(lines);
        changed.add(to, lines.get(from));
        agrees(String.join("\n", changed));
        changed.remove(from < to ? from : from + 1);
        agrees(String.join("\n", changed));
        if (from < to) {
          changed = new ArrayList<>(lines);
          changed.subList(from, to).clear();
          agrees(String.join("\n", changed));
        }
      }
    }
  }

  @Test
  void oddKeysReadTheSame() {
    for (String key :
        List.of(
            "",
            "age1",
            "age",
            "AGE-SECRET-KEY-1ABC",
            "age1yubikey1qx",
            ALICE + "\\n",
            ALICE + "q",
            ALICE.toUpperCase(Locale.ROOT),
            "ssh-ed25519 AAAA",
            "\u00e9",
            BOB)) {
      agrees(WRITTEN.replace(ALICE, key));
      agrees(WRITTEN.replace("\"age\"", "\"pgp\"").replace(ALICE, key));
    }
    assertThat(agrees("[]")).isFalse();
    assertThat(agrees("{\"publickey\": \"" + ALICE + "\", \"type\": \"age\"}")).isFalse();
  }
}
