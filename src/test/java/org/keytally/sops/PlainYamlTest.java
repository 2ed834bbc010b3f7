package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;

/** Whatever is parsed the short way, SnakeYAML parses the same. */
class PlainYamlTest {

  private static final int LIMIT = 1 << 20;

  private static final String CONFIG =
      """
      # people
      keys:
        - &alice age1xencuqtrvre7lp6g8gqmglkjyu3f20ms4ghthw7dpf4lp8ndyvpqwmuyxe
        - &bob 'age16wl23eqmweysr56ta7l5yyrqc8h8g2r2d90vv92dw4kcawa4xcfqwrx9vk'

      creation_rules:
        - path_regex: ^secrets/[^/]+\\.(yaml|json)$
          key_groups:
          - age:
            - *alice
            - *bob
          -
            pgp:
              - "AB CD"
        # the rest
        - path_regex: (a|b)
          shamir_threshold: 2
          age: >-
            *alice
        - age:
      stores:
      """;

  private static final String STORE =
      """
      token: ENC[AES256_GCM,data:oYyi,iv:MyID=,tag:t5z2==,type:str]
      #ENC[AES256_GCM,data:oYyi,type:comment]
      list:
          - ENC[a]
          - - x
            - y: z
              k:
      empty: ""
      sops:
          kms: []
          age:
              - recipient: age1xen
                enc: |
                  -----BEGIN AGE ENCRYPTED FILE-----
                  # YWdl
                    deeper
                  -----END AGE ENCRYPTED FILE-----
              - enc: |-
                  one

                recipient: age1y
          lastmodified: "2026-01-01T00:00:00Z"
          version: 3.12.2
      """;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> events(Parser parser) {
    List<String> events = new ArrayList<>();
    while (true) {
      Event event = parser.getEvent();
      StringBuilder shown = new StringBuilder(event.getEventId().toString());
      if (event instanceof ScalarEvent scalar) {
        shown.append(' ').append(scalar.getScalarStyle()).append(' ').append(scalar.getAnchor());
        shown.append(" <").append(scalar.getValue()).append('>').append(scalar.getTag());
      } else if (event instanceof AliasEvent alias) {
        shown.append(' ').append(alias.getAnchor());
      } else if (event instanceof CollectionStartEvent start) {
        shown.append(' ').append(start.getAnchor()).append(start.getTag());
      }
      switch (event.getEventId()) {
        case Scalar, Alias, MappingStart, SequenceStart ->
            shown.append(" in line ").append(event.getStartMark().getLine());
        default -> {}
      }
      events.add(shown.toString());
      if (event.is(Event.ID.StreamEnd)) {
        return events;
      }
    }
  }

  private static List<String> usual(byte[] content) {
    try {
      return events(new ParserImpl(YamlText.of(content, LIMIT), new LoaderOptions()));
    } catch (YAMLException | MalformedStoreException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  /** Parses both ways, and says whether the short one sufficed. */
  private static boolean agrees(String text) {
    byte[] content = bytes(text);
    Optional<Parser> plain = PlainYaml.read(content);
    if (plain.isPresent()) {
      assertThat(events(plain.get())).as(text).isEqualTo(usual(content));
    }
    return plain.isPresent();
  }

  @Test
  void aUsualConfigurationIsParsedTheShortWay() {
    assertThat(agrees(CONFIG.replace("age: >-\n      *alice", "age: age1x,age1y"))).isTrue();
    assertThat(agrees(CONFIG)).isFalse();
  }

  @Test
  void aUsualStoreIsParsedTheShortWay() {
    assertThat(agrees(STORE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"two.yaml", "ssh.yaml", "three.yaml", "encrypted_regex.yaml"})
  void whatSopsWritesIsParsedTheSame(String name) {
    for (String version : List.of("3.9.4", "3.10.2", "3.12.2", "3.13.2")) {
      Path path = Vectors.FOLDER.resolve(version).resolve(name);
      if (Files.exists(path)) {
        agrees(new String(Vectors.read(path), StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void everyYamlAtHandIsParsedTheSame() throws IOException {
    int plain = 0;
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
        plain += agrees(Files.readString(file, StandardCharsets.ISO_8859_1)) ? 1 : 0;
      }
    }
    assertThat(plain).isPositive();
  }

  /** Lines moved, indented, left out, and characters changed, by the same dice every time. */
  @Test
  void whatBecomesOfItByChangesIsParsedTheSame() {
    Random dice = new Random(7);
    String odd = " -:#&*!|>'\"[]{},?%@`\\^~<=.\nab1\t";
    int plain = 0;
    for (int round = 0; round < 30_000; round++) {
      List<String> lines = new ArrayList<>(List.of((round % 2 == 0 ? CONFIG : STORE).split("\n")));
      for (int change = dice.nextInt(3); change >= 0; change--) {
        int at = dice.nextInt(lines.size());
        String line = lines.get(at);
        switch (dice.nextInt(8)) {
          case 0 -> lines.set(at, " ".repeat(1 + dice.nextInt(3)) + line);
          case 1 -> lines.set(at, line.startsWith(" ") ? line.substring(1) : line);
          case 2 -> lines.remove(at);
          case 3 -> lines.add(dice.nextInt(lines.size()), line);
          case 4 -> lines.add(at, "");
          case 5 -> lines.set(at, line + odd.charAt(dice.nextInt(odd.length())));
          default -> {
            int column = line.isEmpty() ? 0 : dice.nextInt(line.length());
            int skipped = line.isEmpty() ? 0 : dice.nextInt(2);
            lines.set(
                at,
                line.substring(0, column)
                    + odd.charAt(dice.nextInt(odd.length()))
                    + line.substring(column + skipped));
          }
        }
        if (lines.isEmpty()) {
          lines.add("a: b");
        }
      }
      String text = String.join("\n", lines) + (dice.nextInt(4) == 0 ? "" : "\n");
      plain += agrees(text) ? 1 : 0;
    }
    assertThat(plain).isGreaterThan(3_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "# only a comment\n",
        "a\n",
        "- a",
        "a: b",
        "a:",
        "-",
        "- \n",
        "a: b\n c\n",
        "a: |\n",
        "a: |\n\n  b\n",
        "a: |\n b\nc: d\n",
        "a: |\n b",
        "a: |\nb: c\n",
        "- |\n a\n",
        "- |\n- b\n",
        "- - |\n   a\n",
        "a: []\n",
        "a: [] \n",
        "a: b \n",
        "a : b\n",
        "a:  b\n",
        "a: &x b\n",
        "a: &x\n  b: c\n",
        "a: *x\n",
        "a: &x  b\n",
        "--- \na: b\n",
        "---\n",
        "a: ''\n",
        "a: '\n",
        "a: \"\n",
        "a: ''''\n",
        "a: b: c\n",
        "a: b:\n",
        "a: b #c\n",
        "a: b#c\n",
        "?: a\n",
        "a:\n- b\nc: d\n",
        "a:\n- b\n- c:\n  - d\n",
        "- a:\n  - b\n - c\n",
        "a:\n  b: c\n d: e\n",
        "a: b\n- c\n",
        "- a\nb: c\n",
        " a: b\n",
        "a:\n\n\n  b:\n# c\n   - d\n",
        "a: null\nb: ~\n",
        "a: b\n \nc: d\n",
        "a: |\n  b\n \n  c\n",
        "a: |\n  b\n\n  c\n",
        "a: |\n  b\n\nc: d\n",
        "-a: b\n",
        "a: -b\n",
        "a: - b\n",
        "1: 2\n",
        "a: .\n",
        "...: a\n",
        "a: b\n...\n",
        "a: b\n--- \n"
      })
  void cornersAreParsedTheSame(String text) {
    agrees(text);
    agrees(text + "z: y\n");
    agrees("x:\n  " + text.replace("\n", "\n  "));
  }
}
