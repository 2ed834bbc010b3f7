package org.keytally.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keytally.RealTools;

class IdentityFileTest {

  private static final String SECRET =
      "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
  private static final String HYBRID =
      "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR";

  @TempDir private Path folder;

  @Test
  void linesAndCommentsAreReadWithEitherLineEnd() throws Exception {
    for (String end : List.of("\n", "\r\n")) {
      String text = String.join(end, "# created: today", "", SECRET, "#" + SECRET, HYBRID, "");
      List<Identity> identities = parse(text);
      assertThat(identities).hasExactlyElementsOfTypes(X25519Identity.class, HybridIdentity.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        " # comment|a blank before it",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj|public key",
        "age-secret-key-1gfpyysjz|lower case",
        "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEQ|checksum",
        "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX |character",
        "AGE-PLUGIN-1QQQQQQQQ|malformed identity",
        "password123|unknown type"
      })
  void aBadLineIsNamedByItsNumberAndNotShown(String line, String reason) {
    assertThatThrownBy(() -> parse("# a\n" + SECRET + "\n" + line + "\n"))
        .isInstanceOf(MalformedKeyException.class)
        .hasMessageStartingWith("line 3: ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("FPYY")
        .hasMessageNotContaining("password123");
  }

  @Test
  void blanksPartIdentitiesInAVariableOnly() throws Exception {
    byte[] text = (SECRET + " " + HYBRID).getBytes(StandardCharsets.US_ASCII);
    assertThat(IdentityFile.parseVariable(text, Prompt.NOBODY)).hasSize(2);
    assertThatThrownBy(() -> IdentityFile.parse(text, Prompt.NOBODY))
        .isInstanceOf(MalformedKeyException.class);
  }

  @Test
  void aProtectedFileAsksOnceAndOnlyWhenAFileHasToBeOpened() throws Exception {
    byte[] content = Files.readAllBytes(RealTools.requireAgeVectors().resolve("scrypt"));
    int begin = new String(content, StandardCharsets.ISO_8859_1).indexOf("\n\n") + 2;
    byte[] file = Arrays.copyOfRange(content, begin, content.length);
    assertThat(IdentityFile.isEncrypted(file)).isTrue();
    int[] asked = new int[1];
    Identity locked = IdentityFile.parse(file, answering("password", asked)).get(0);
    assertThat(locked.recipient()).isEmpty();
    assertThat(asked[0]).isZero();
    try (Identity someone = Identity.parse(Identity.ascii(SECRET))) {
      byte[] other = Age.encrypt(someone.recipient().orElseThrow(), new byte[32]);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> Age.decrypt(other, List.of(locked)))
            .hasMessageContaining("holds no identities");
      }
      assertThat(asked[0]).isEqualTo(1);
      Identity lockedAgain = IdentityFile.parse(file, answering("password", asked)).get(0);
      assertThat(Age.decrypt(other, List.of(lockedAgain, someone))).hasSize(32);
    }
    assertThat(asked[0]).isEqualTo(1);
  }

  @Test
  void keysOfAgeKeygenAreReadWithTheirPublicHalf() throws Exception {
    for (int i = 0; i < 5; i++) {
      Path file = folder.resolve("keys" + i);
      String said = run("age-keygen", "-o", file.toString());
      try (Identity identity = IdentityFile.parse(Files.readAllBytes(file), Prompt.NOBODY).get(0)) {
        String recipient = identity.recipient().orElseThrow().text();
        assertThat(said).contains(recipient);
        Path ours = folder.resolve("ours" + i);
        Files.write(ours, Age.encrypt(Recipient.parse(recipient), new byte[] {1, 2, 3}));
        Path back = folder.resolve("back" + i);
        run("age", "-d", "-i", file.toString(), "-o", back.toString(), ours.toString());
        assertThat(back).hasBinaryContent(new byte[] {1, 2, 3});
        Path theirs = folder.resolve("theirs" + i);
        run("age", "-r", recipient, "-o", theirs.toString(), back.toString());
        assertThat(Age.decrypt(Files.readAllBytes(theirs), List.of(identity)))
            .containsExactly(1, 2, 3);
      }
    }
  }

  @Test
  void ourNewKeysAreReadByAgeKeygen() throws Exception {
    try (X25519Identity identity = X25519Identity.generate(new SecureRandom())) {
      Path file = Files.write(folder.resolve("keys"), identity.encode());
      assertThat(run("age-keygen", "-y", file.toString()).strip())
          .isEqualTo(identity.publicKey().text());
    }
  }

  @Test
  void aClosedIdentityHoldsNothing() throws Exception {
    X25519Identity closed = X25519Identity.generate(new SecureRandom());
    try (closed) {
      assertThat(Age.encrypt(closed.publicKey(), new byte[32])).isNotEmpty();
    }
    assertThat(new String(closed.encode(), StandardCharsets.US_ASCII))
        .startsWith("AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQ");
  }

  private static List<Identity> parse(String text) throws MalformedKeyException {
    return IdentityFile.parse(text.getBytes(StandardCharsets.UTF_8), Prompt.NOBODY);
  }

  private static String run(String... command) throws Exception {
    command[0] = RealTools.require(command[0]).toString();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static Prompt answering(String passphrase, int[] asked) {
    return new Prompt() {
      @Override
      public boolean tell(String message) {
        return false;
      }

      @Override
      public Optional<byte[]> secret(String question) {
        asked[0]++;
        return Optional.of(passphrase.getBytes(StandardCharsets.UTF_8));
      }

      @Override
      public Optional<String> answer(String question) {
        return Optional.empty();
      }

      @Override
      public Optional<Boolean> confirm(String question, String yes, Optional<String> no) {
        return Optional.empty();
      }
    };
  }
}
