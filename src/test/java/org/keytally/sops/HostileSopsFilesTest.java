package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.keytally.sops.SopsVectorsTest.resource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileSopsFilesTest {

  private static final List<String> PATHS = List.of("a.yaml", "a.json", "a.env", "a.ini", "a");
  private static final String MARK = "lastmodified sops ENC[AES256_GCM,";

  private static void readEverywhere(byte[] content) {
    for (String path : PATHS) {
      assertThat(SopsFileReader.readRuled(path, content).problems()).as(path).isNotEmpty();
    }
    assertThat(SopsFileReader.readSecret(content).problems()).isNotEmpty();
  }

  private static void readsQuickly(String text) {
    readsQuickly(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void readsQuickly(byte[] content) {
    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> readEverywhere(content));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "- ", "? ", "a: {", "!x ", "&a [", "  ", "\t", "<<: "})
  void textNestedAHundredThousandTimesIsOneProblem(String opening) {
    readsQuickly("sops:\n#" + MARK + "\nx: " + opening.repeat(100_000));
    readsQuickly("{\"sops\": " + opening.repeat(100_000) + "\"" + MARK);
    readsQuickly("{\"" + MARK + "\": " + opening.repeat(100_000));
    readsQuickly(opening.repeat(100_000) + "\nsops: " + MARK);
  }

  @Test
  void aliasBombsAreNotExpanded() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(("*a" + (i - 1) + ", ").repeat(9)).append("*a").append(i - 1).append("]\n");
    }
    readsQuickly(bomb + "sops:\n  age: *a29\n  mac: *a29\n  lastmodified: *a29\n");
    readsQuickly("a: &a [*a]\nsops: &s\n  mac: *s\n  lastmodified: *s\n");
  }

  @Test
  void hugeFilesAreRefusedOrReadInLinearTime() {
    byte[] huge = new byte[(64 << 20) + 1];
    Arrays.fill(huge, (byte) 'a');
    byte[] start = ("{\"sops\": \"" + MARK).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(start, 0, huge, 0, start.length);
    readsQuickly(huge);
    readsQuickly(Arrays.copyOf(huge, 20 << 20));
    readsQuickly("sops: {mac: '" + MARK + "', x: [" + "1,".repeat(400_000) + "]}");
    readsQuickly("{\"sops\": {\"mac\": \"" + MARK + "\", \"x\": [" + "[],".repeat(1_000_000));
    readsQuickly("{\"x\": [" + "{\"a\":1},".repeat(100_000) + "\"" + MARK);
    readsQuickly("sops_mac=" + MARK + "\n" + "sops_a__list_0=1\n".repeat(150_000));
    readsQuickly("[sops]\nmac=" + MARK + "\n" + "a\\\n".repeat(200_000));
    readsQuickly("[sops]\nmac=" + MARK + "\na=`" + "a\n".repeat(200_000));
    readsQuickly("sops_a" + "__map_".repeat(1_000_000) + "=" + MARK + "\n");
    readsQuickly("sops:\n" + " a: 1\n".repeat(150_000) + MARK);
  }

  @Test
  void oneLongValueCostsNoMoreThanItsLength() {
    String value = "\"" + "word\\n".repeat(1_000_000) + "\"";
    for (String text : List.of("x".repeat(6_000_000), "x ".repeat(3_000_000), value)) {
      readsQuickly("sops:\n  mac: " + text + "\n  lastmodified: 1\n");
    }
  }

  @Test
  void bytesThatAreNoTextAreAProblem() {
    byte[] bytes = ("sops:\n  mac: " + MARK + "\n").getBytes(StandardCharsets.UTF_8);
    for (int wrong : new int[] {0, 1, 0x7f, 0x80, 0xc0, 0xff}) {
      byte[] content = bytes.clone();
      content[content.length - 3] = (byte) wrong;
      readsQuickly(content);
    }
  }

  @Test
  void numbersOutOfAllBoundsAreRead() {
    String digits = "9".repeat(1_000_000);
    readsQuickly("{\"a\": " + digits + "e" + digits + ", \"sops\": {\"mac\": \"" + MARK + "\"}}");
    readsQuickly("{\"sops\": {\"mac\": \"" + MARK + "\", \"shamir_threshold\": " + digits + "}}");
    readsQuickly("sops:\n  mac: " + MARK + "\n  shamir_threshold: " + digits + "\n");
  }

  @Test
  void anyChangeOfAnyByteEndsInAnAnswer() throws IOException {
    Random random = new Random(20_261_121);
    for (String name : List.of("rich.yaml", "rich.json", "rich.env", "rich.ini", "text.key")) {
      byte[] whole = resource("3.12.2/" + name);
      for (int i = 0; i < 300; i++) {
        byte[] content = whole.clone();
        int changes = 1 + random.nextInt(3);
        for (int j = 0; j < changes; j++) {
          content[random.nextInt(content.length)] = (byte) random.nextInt(256);
        }
        byte[] cut = Arrays.copyOf(content, random.nextInt(content.length));
        assertThat(SopsFileReader.readRuled(name, content)).isNotNull();
        assertThat(SopsFileReader.readRuled(name, cut)).isNotNull();
        assertThat(SopsFileReader.readSecret(content)).isNotNull();
      }
    }
  }

  @Test
  void problemsOfOneFileAreBounded() {
    SopsFile file =
        SopsFileReader.readRuled(
            "a.env",
            ("K=clear\n".repeat(100_000) + "sops_mac=" + MARK + "\n")
                .getBytes(StandardCharsets.UTF_8));

    assertThat(file.problems()).hasSizeLessThanOrEqualTo(100);
  }
}
