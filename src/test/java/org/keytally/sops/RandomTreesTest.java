package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keytally.age.Identity;

/** What holds for all trees, tried on random ones from fixed seeds. */
class RandomTreesTest {

  private static final int TREES = 150;
  private static final List<Identity> OLD = List.of(TestKeys.identity(TestKeys.IDENTITY));
  private static final List<Identity> NEW = List.of(Vectors.identities().get(0));

  @ParameterizedTest
  @EnumSource(Format.class)
  void whatIsEmittedIsLoadedAgain(Format format) throws Exception {
    Store store = Store.of(format);
    for (int seed = 0; seed < 10 * TREES; seed++) {
      List<Branch> documents = new Trees(seed, format).documents();
      byte[] text = store.emitPlain(documents);

      List<Branch> loaded;
      try {
        loaded = store.loadPlain(text);
      } catch (SopsException e) {
        throw new AssertionError("seed " + seed + ":\n" + text(text), e);
      }

      assertThat(TreeCompare.sameValues(loaded, documents))
          .as("seed %s:%n%s", seed, text(text))
          .isTrue();
      // Comments at the start of lists in lists wander up a level, in sops as well.
      if (format != Format.YAML) {
        assertThat(text(store.emitPlain(loaded))).as("seed %s", seed).isEqualTo(text(text));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void decryptionUndoesEncryptionAndChangesOfKeysLeaveTheRestAlone(Format format) throws Exception {
    for (int seed = 0; seed < TREES; seed++) {
      Trees trees = new Trees(seed, format);
      byte[] plain = Store.of(format).emitPlain(trees.documents());
      EncryptionSettings settings =
          new EncryptionSettings(
              List.of(List.of(TestKeys.RECIPIENT)),
              0,
              format == Format.BINARY ? Optional.empty() : trees.rule(),
              format != Format.BINARY && seed % 3 == 0);
      SopsDocument document = SopsDocument.encrypt(format, plain, settings);

      String decrypted = text(document.decrypt(OLD));
      Store store = Store.of(format);
      assertThat(
              TreeCompare.sameValues(
                  store.loadPlain(document.decrypt(OLD)), store.loadPlain(plain)))
          .as("seed %s", seed)
          .isTrue();
      assertThat(document.verify(OLD).problems()).as("seed %s", seed).isEmpty();

      SopsDocument shared =
          document.withRecipients(List.of(TestKeys.RECIPIENT, Vectors.recipient(0)), OLD);
      assertThat(lines(shared)).as("seed %s", seed).containsSubsequence(unbroken(document));
      assertThat(text(shared.withRecipients(List.of(TestKeys.RECIPIENT), List.of()).text()))
          .isEqualTo(text(document.text()));

      SopsDocument rotated = shared.withNewDataKey(NEW);
      assertThat(text(rotated.decrypt(OLD))).as("seed %s", seed).isEqualTo(decrypted);
      assertThat(masked(rotated)).as("seed %s", seed).isEqualTo(masked(shared));
    }
  }

  /** The lines without the brackets of lists, to which a comma is added. */
  private static List<String> unbroken(SopsDocument document) {
    List<String> lines = new ArrayList<>(lines(document));
    lines.removeIf(line -> line.strip().matches("[\\[\\]{},]+"));
    return lines;
  }

  private static List<String> lines(SopsDocument document) {
    return text(document.text()).lines().toList();
  }

  private static String masked(SopsDocument document) {
    return text(document.text())
        .replaceAll("ENC\\[AES256_GCM,data:[^,]*,iv:[^,]*,tag:[^,]*", "ENC[")
        .replaceAll("(?s)-----BEGIN AGE.*?END AGE", "AGE")
        .replaceAll("lastmodified(\\W+)20[-0-9T:]*Z", "lastmodified$1TIME");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Trees that a store can hold, from a seed. */
  private static final class Trees {

    private static final String[] TEXTS = {
      "",
      "a",
      "two words",
      " lead",
      "trail ",
      "a: b",
      "a #b",
      "# c",
      "- d",
      "y",
      "no",
      "null",
      "~",
      "1",
      "1.5",
      "0x1F",
      "2024-01-02",
      "1:30",
      "true",
      "grüße 日本",
      "🔑",
      "tab\there",
      "it's",
      "\"q\"",
      "a\nb",
      "a\nb\n",
      "\na",
      "a\n\n",
      " a\nb",
      "a\n b\nc\n",
      "a \nb",
      "a\r\nb",
      "\u0001",
      "\u2028",
      "\ufeff",
      "%x",
      "@x",
      "`x`",
      "[x]",
      "{x}",
      "&x",
      "*x",
      "!x",
      "|",
      ">",
      "?",
      ":",
      "-",
      "---",
      "...",
      "<&>",
      "\\",
      "\\n",
      "a\\",
      "<<",
      "=",
      "ENC[x",
      "x".repeat(300)
    };

    private final Random random;
    private final Format format;

    Trees(long seed, Format format) {
      random = new Random(seed * 31 + format.name().hashCode());
      this.format = format;
    }

    List<Branch> documents() {
      return switch (format) {
        case YAML -> {
          List<Branch> documents = new ArrayList<>();
          for (int i = random.nextInt(6) == 0 ? 2 : 1; i > 0; i--) {
            documents.add(branch(0));
          }
          yield documents;
        }
        case JSON -> List.of(branch(0));
        case DOTENV -> List.of(flat());
        case INI -> List.of(sections());
        case BINARY -> {
          byte[] bytes = new byte[random.nextInt(300)];
          random.nextBytes(bytes);
          yield new BinaryStore().loadPlain(bytes);
        }
      };
    }

    Optional<SelectionRule> rule() {
      return switch (random.nextInt(5)) {
        case 0 -> Optional.of(new SelectionRule(SelectionRule.Kind.ENCRYPTED_REGEX, "[0-4]"));
        case 1 -> Optional.of(new SelectionRule(SelectionRule.Kind.UNENCRYPTED_REGEX, "[0-4]"));
        case 2 -> Optional.of(new SelectionRule(SelectionRule.Kind.ENCRYPTED_SUFFIX, "7"));
        default -> Optional.empty();
      };
    }

    private Branch branch(int depth) {
      List<Branch.Item> items = new ArrayList<>();
      int size = (depth == 0 ? 1 : 0) + random.nextInt(6);
      for (int i = 0; i < size; i++) {
        if (format == Format.YAML && random.nextInt(6) == 0) {
          items.add(comment());
        }
        items.add(new Branch.Pair(key(i), node(depth)));
      }
      return new Branch(items);
    }

    private Node node(int depth) {
      int kind = random.nextInt(depth > 3 ? 6 : 9);
      return switch (kind) {
        case 6, 7 -> branch(depth + 1);
        case 8 -> {
          List<Node> elements = new ArrayList<>();
          for (int i = random.nextInt(5); i > 0; i--) {
            elements.add(node(depth + 1));
          }
          yield new Sequence(elements);
        }
        default -> scalar();
      };
    }

    private Scalar scalar() {
      return switch (random.nextInt(10)) {
        case 0 -> Scalar.integer(random.nextLong());
        case 1 -> Scalar.integer(random.nextInt(100) - 50);
        case 2 -> Scalar.bool(random.nextBoolean(), Span.NONE);
        case 3 -> Scalar.nothing(Span.NONE);
        case 4 -> Scalar.real(random.nextInt(1000) + 0.25, Span.NONE);
        case 5 ->
            // Beyond 64 bits, so that JSON does not read an integer back.
            Scalar.real(
                format == Format.JSON
                    ? (random.nextDouble() + 1) * 1e-3
                    : Double.longBitsToDouble(random.nextLong() & ~(1L << 62)) + 0.5,
                Span.NONE);
        default -> Scalar.text(oneText());
      };
    }

    private String oneText() {
      String text = TEXTS[random.nextInt(TEXTS.length)];
      return random.nextInt(4) == 0 ? text + TEXTS[random.nextInt(TEXTS.length)] : text;
    }

    private String key(int index) {
      String text = random.nextInt(3) == 0 ? oneText() : "key";
      boolean isUsable = text.indexOf('\n') < 0 && text.indexOf('\r') < 0 && text.length() < 60;
      return (isUsable ? text : "k") + index;
    }

    private Comment comment() {
      return new Comment(
          (" note " + random.nextInt(10)).getBytes(StandardCharsets.UTF_8), false, Span.NONE);
    }

    private Branch flat() {
      List<Branch.Item> items = new ArrayList<>();
      for (int i = 1 + random.nextInt(8); i > 0; i--) {
        if (random.nextInt(4) == 0) {
          items.add(comment());
        }
        // The two characters backslash and n cannot be written, nor can a name hold everything.
        items.add(new Branch.Pair("KEY_" + i, Scalar.text(oneText().replace("\\", "/"))));
      }
      return new Branch(items);
    }

    private Branch sections() {
      List<Branch.Item> sections = new ArrayList<>();
      sections.add(new Branch.Pair(IniReader.DEFAULT_SECTION, section(random.nextInt(2))));
      for (int i = random.nextInt(4); i > 0; i--) {
        sections.add(new Branch.Pair("section " + i, section(random.nextInt(5))));
      }
      return new Branch(sections);
    }

    private Branch section(int size) {
      List<Branch.Item> items = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        String value = oneText();
        // go-ini cannot write everything that it reads: quotes inside quotes, a final backslash.
        boolean isExpressible =
            value.indexOf('"') < 0
                && value.indexOf('\'') < 0
                && value.indexOf('`') < 0
                && value.indexOf('\\') < 0
                && value.indexOf('\r') < 0;
        items.add(new Branch.Pair("key" + i, Scalar.text(isExpressible ? value : "plain")));
        if (random.nextInt(4) == 0) {
          items.add(new Comment("note".getBytes(StandardCharsets.UTF_8), false, Span.NONE));
        }
      }
      return new Branch(items);
    }
  }
}
