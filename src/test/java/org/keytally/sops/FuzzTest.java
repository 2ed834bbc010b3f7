package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hostile bytes in every parser: a result or a {@link SopsException}, soon, and nothing else.
 * Starts from the corpus of files that sops wrote, changes them at random from a fixed seed, and
 * runs for a bounded time; {@code -Dkeytally.fuzz.seconds} and {@code -Dkeytally.fuzz.seed} say
 * otherwise.
 */
class FuzzTest {

  private static final int SECONDS = Integer.getInteger("keytally.fuzz.seconds", 2);
  private static final long SEED = Long.getLong("keytally.fuzz.seed", 20261121L);

  /** No measure of speed: an input that takes this long on any computer makes a parser hang. */
  private static final long HANGING_NANOS = 60_000_000_000L;

  private static final List<String> WORDS =
      List.of(
          "ENC[AES256_GCM,data:",
          ",iv:",
          ",tag:",
          ",type:comment]",
          "sops",
          "sops_",
          "__list_0",
          "__map_",
          "age",
          "key_groups",
          "enc: |",
          "-----BEGIN AGE ENCRYPTED FILE-----",
          "\r\n",
          "\n---\n",
          "...",
          "*a",
          "&a ",
          "!!binary ",
          "<<: ",
          "{",
          "}",
          "[",
          "]",
          "\"",
          "'",
          ": ",
          "- ",
          "? ",
          "# ",
          "|-",
          ">+",
          "\t",
          "\u2028",
          "\ufeff",
          "\\u",
          "\\",
          "=",
          ";",
          "[sops]",
          "\"\"\"",
          "`",
          "0x",
          "1e999",
          "-",
          ".inf",
          "2024-01-02",
          "null",
          "~",
          "\u0000");

  /** A parser under test. */
  enum Target {
    YAML,
    JSON,
    DOTENV,
    INI,
    BINARY,
    VALUE
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void noBytesDoMoreHarmThanAnError(Target target) throws Exception {
    List<byte[]> corpus = corpus(target);
    Random random = new Random(SEED + target.name().hashCode());
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    int runs = 0;
    while (System.nanoTime() < end || runs < 100) {
      byte[] input = mutated(corpus, random);
      long start = System.nanoTime();
      try {
        run(target, input);
      } catch (SopsException e) {
        assertThat(e.reason()).isNotEmpty();
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        fail(target + " broke on " + HexFormat.of().formatHex(input), e);
      }
      assertThat(System.nanoTime() - start)
          .as("time for %s", HexFormat.of().formatHex(input))
          .isLessThan(HANGING_NANOS);
      runs++;
    }
    System.out.println("fuzz " + target + ": " + runs + " inputs");
  }

  private static void run(Target target, byte[] input) throws SopsException {
    if (target == Target.VALUE) {
      new ValueCipher(new byte[32]).decrypt(input, new byte[0], "field");
      return;
    }
    Format format = Format.valueOf(target.name());
    Store store = Store.of(format);
    List<Branch> plain = store.loadPlain(input);
    // What can be read can be written, or is refused by name.
    byte[] emitted = store.emitPlain(plain);
    assertThat(emitted).isNotNull();
    SopsDocument document = SopsDocument.parse(format, input);
    document.proveKeys(List.of());
    document.withRecipients(firstAgeKeys(document), List.of());
  }

  private static List<String> firstAgeKeys(SopsDocument document) {
    return document.groups().get(0).stream()
        .filter(key -> key.type() == KeyType.AGE)
        .map(MasterKey::identifier)
        .limit(1)
        .toList();
  }

  private static List<byte[]> corpus(Target target) throws Exception {
    List<byte[]> corpus = new ArrayList<>();
    if (target == Target.VALUE) {
      corpus.add(
          "ENC[AES256_GCM,data:oYyi,iv:MyIDYbT718JRr11QtBkcj3Dwm4k1aCGZBVeZf0EyV8o=,tag:t5z2Z023Up0kxwCgw1gNxg==,type:str]"
              .getBytes(StandardCharsets.US_ASCII));
      return corpus;
    }
    Path root = Path.of("src/test/resources/sops");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (Format.ofPath(file.toString()).name().equals(target.name())
            && !file.endsWith("index.json")) {
          corpus.add(Files.readAllBytes(file));
        }
      }
    }
    return corpus;
  }

  private static byte[] mutated(List<byte[]> corpus, Random random) {
    byte[] input = corpus.get(random.nextInt(corpus.size()));
    int rounds = 1 + random.nextInt(6);
    for (int i = 0; i < rounds; i++) {
      int at = random.nextInt(input.length + 1);
      switch (random.nextInt(6)) {
        case 0 -> input = spliced(input, at, at, WORDS.get(random.nextInt(WORDS.size())));
        case 1 -> {
          int end = Math.min(input.length, at + random.nextInt(40));
          input = spliced(input, at, end, "");
        }
        case 2 -> {
          if (at < input.length) {
            input = input.clone();
            input[at] = (byte) random.nextInt(256);
          }
        }
        case 3 -> {
          byte[] other = corpus.get(random.nextInt(corpus.size()));
          int from = random.nextInt(other.length + 1);
          int to = Math.min(other.length, from + random.nextInt(400));
          input = spliced(input, at, at, Arrays.copyOfRange(other, from, to));
        }
        case 4 -> {
          int end = Math.min(input.length, at + random.nextInt(200));
          input = spliced(input, at, at, Arrays.copyOfRange(input, at, end));
        }
        default -> input = Arrays.copyOf(input, at);
      }
    }
    return input;
  }

  private static byte[] spliced(byte[] text, int start, int end, String inserted) {
    return spliced(text, start, end, inserted.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] spliced(byte[] text, int start, int end, byte[] inserted) {
    byte[] result = new byte[text.length - (end - start) + inserted.length];
    System.arraycopy(text, 0, result, 0, start);
    System.arraycopy(inserted, 0, result, start, inserted.length);
    System.arraycopy(text, end, result, start + inserted.length, text.length - end);
    return result;
  }
}
