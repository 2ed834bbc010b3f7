package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WrappedKeyTest {

  private static final String X25519 =
      "age14mq4aa4u20l0na44l4d3vryas0v0kjsjkvhns8a3el57r6fn4cpqshejqp";
  private static final String SSH =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJo86FBZfUi2JdnyZuXrtAHrMDSFWb+o/X9sVTlwObIA vector";
  private static final String OTHER_SSH =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJHQ+CA7jcMWuCBxgLI6vVllPv3rFk0rpkQxWHQpVpxj";
  private static final String BODY = "A".repeat(43);

  private static String armored(String header, int payload) {
    byte[] start = header.getBytes(StandardCharsets.UTF_8);
    byte[] file = Arrays.copyOf(start, start.length + payload);
    return "-----BEGIN AGE ENCRYPTED FILE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(file)
        + "\n-----END AGE ENCRYPTED FILE-----\n";
  }

  private static String header(String... stanzas) {
    StringBuilder text = new StringBuilder("age-encryption.org/v1\n");
    for (String stanza : stanzas) {
      text.append("-> ").append(stanza).append('\n').append(BODY).append('\n');
    }
    return text + "--- " + BODY + "\n";
  }

  private static Optional<String> fault(String recipient, String wrapped) {
    return WrappedKey.fault(KeyType.AGE, recipient, wrapped, new RecipientPool());
  }

  @Test
  void keysThatSopsWrappedAreWhole() throws IOException {
    for (String name : new String[] {"3.12.2/ssh.yaml", "3.13.2/mixed.json", "3.9.4/groups.yaml"}) {
      SopsFile file = SopsFileReader.read(name, SopsVectorsTest.resource(name)).orElseThrow();
      assertThat(file.keys()).isNotEmpty();
      assertThat(file.problems()).isEmpty();
    }
  }

  @Test
  void onlyTheLayoutOfTheArmorMayDiffer() {
    String wrapped = armored(header("X25519 " + BODY), 64);

    assertThat(fault(X25519, wrapped)).isEmpty();
    assertThat(fault(X25519, wrapped.strip())).isEmpty();
    assertThat(fault(X25519, "  \n" + wrapped.replace("\n", "\r\n") + "\n\n")).isEmpty();
    assertThat(fault(X25519, wrapped.replace("\n-----END", "=\n-----END"))).isPresent();
    assertThat(fault(X25519, wrapped.replaceFirst("\n([^-])", "\n"))).isPresent();
    assertThat(fault(X25519, wrapped.substring(0, 120))).isPresent();
    assertThat(fault(X25519, "")).isPresent();
    assertThat(
            fault(X25519, "-----BEGIN AGE ENCRYPTED FILE-----\n-----END AGE ENCRYPTED FILE-----"))
        .isPresent();
    assertThat(fault(X25519, "-----BEGIN AGE ENCRYPTED FILE----------END AGE ENCRYPTED FILE-----"))
        .isPresent();
    assertThat(fault(X25519, "-----BEGIN AGE ENCRYPTED FILE-----END AGE ENCRYPTED FILE-----"))
        .isPresent();
  }

  @Test
  void severalStanzasAreReportedButGreaseIsNot() {
    String one = "X25519 " + BODY;

    assertThat(fault(X25519, armored(header(one, one), 64)))
        .hasValueSatisfying(text -> assertThat(text).contains("several times"));
    assertThat(fault(X25519, armored(header(one, "abc-grease x"), 64))).isEmpty();
    assertThat(fault(X25519, armored(header(), 64))).isPresent();
  }

  @Test
  void theStanzaIsOfTheRecipientsKind() {
    String x25519 = armored(header("X25519 " + BODY), 64);
    String tagged = armored(header("ssh-ed25519 3dXNyA " + BODY), 64);

    assertThat(fault(X25519, x25519)).isEmpty();
    assertThat(fault(SSH, x25519))
        .hasValueSatisfying(text -> assertThat(text).contains("another key"));
    assertThat(fault(X25519, tagged)).isPresent();
    assertThat(fault("no key at all", x25519)).isEmpty();
    assertThat(fault(X25519, armored(header("\u001b[31mevil"), 64)))
        .hasValueSatisfying(text -> assertThat(text).doesNotContain("evil"));
  }

  @Test
  void theTagOfAnSshStanzaBelongsToTheRecipientsKey() throws IOException {
    String file = new String(SopsVectorsTest.resource("3.12.2/ssh.yaml"), StandardCharsets.UTF_8);
    SopsFile swapped =
        SopsFileReader.read(
                "ssh.yaml", file.replace(SSH, OTHER_SSH).getBytes(StandardCharsets.UTF_8))
            .orElseThrow();

    assertThat(swapped.problems())
        .extracting(SopsProblem::kind)
        .containsExactly(SopsProblem.Kind.BAD_WRAPPED_KEY);
    assertThat(swapped.problems().get(0).recipient()).contains(OTHER_SSH);
    assertThat(swapped.problems().get(0).message()).contains("another key");
  }
}
