package org.keytally.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientTest {

  private static final String X25519 =
      "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
  private static final String SECRET =
      "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
  private static final String TAGGED =
      "age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e";
  private static final String SSH =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJo86FBZfUi2JdnyZuXrtAHrMDSFWb+o/X9sVTlwObIA";

  @Test
  void eachSpellingIsReadAsItsKind() throws Exception {
    assertThat(Recipient.parse(X25519)).isInstanceOf(X25519Recipient.class);
    assertThat(Recipient.parse("  " + X25519 + "\n").text()).isEqualTo(X25519);
    assertThat(Recipient.parse(TAGGED))
        .isInstanceOfSatisfying(
            PluginRecipient.class, plugin -> assertThat(plugin.name()).isEqualTo("tag"));
    assertThat(Recipient.parse(SSH)).isInstanceOf(SshEd25519Recipient.class);
  }

  @Test
  void anSshKeyKeepsItsCommentAndEqualsTheKeyWithoutOne() throws Exception {
    Recipient commented = Recipient.parse(SSH + " alice@laptop two words");

    assertThat(commented.text()).endsWith("alice@laptop two words");
    assertThat(commented.canonical()).isEqualTo(SSH);
    assertThat(commented).isEqualTo(Recipient.parse(SSH)).hasSameHashCodeAs(Recipient.parse(SSH));
  }

  @Test
  void everyChangeOfOneCharacterIsNoticed() {
    for (int i = 0; i < X25519.length(); i++) {
      for (char c : new char[] {'q', 'p', '1', 'A', 'b'}) {
        if (X25519.charAt(i) != c) {
          String changed = X25519.substring(0, i) + c + X25519.substring(i + 1);
          assertThatThrownBy(() -> Recipient.parse(changed))
              .isInstanceOf(MalformedKeyException.class);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwq|invalid checksum",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwJ|case mixed",
        "age1pq1qqqqqqqq|invalid checksum",
        "age1|too short",
        "ssh-ed25519|no key after the type",
        "ssh-ed25519 AAAA!|invalid base64",
        "ssh-ed25519 AAAAB3NzaC1yc2EAAAADAQABAAABAQ==|the type inside is another one",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJo8|truncated",
        "ssh-dss AAAAB3NzaC1kc3MAAACBAP|unknown ssh key type",
        "AGE1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ|unknown type",
        "0123456789ABCDEF|unknown type",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|not a point"
      })
  void aDamagedKeyIsRefusedWithItsReason(String text, String reason) {
    assertThatThrownBy(() -> Recipient.parse(text))
        .isInstanceOf(MalformedKeyException.class)
        .hasMessageStartingWith("malformed recipient")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {SECRET, "AGE-PLUGIN-YUBIKEY-1QQQQQQQQ", "-----BEGIN OPENSSH PRIVATE KEY-----"})
  void aPrivateKeyInThePlaceOfAPublicOneIsNamedAndNotShown(String text) {
    for (String spelling : new String[] {text, text.toLowerCase(Locale.ROOT), " " + text}) {
      assertThatThrownBy(() -> Recipient.parse(spelling))
          .hasMessageContaining("private key")
          .hasMessageNotContaining("FPYY")
          .hasMessageNotContaining("fpyy");
    }
  }

  @Test
  void theSpecificationsIdentityHasTheSpecificationsRecipient() throws Exception {
    try (Identity identity = Identity.parse(Identity.ascii(SECRET))) {
      assertThat(identity.recipient().orElseThrow().text()).isEqualTo(X25519);
      assertThat(identity.toString()).doesNotContain("SECRET");
    }
  }

  @Test
  void textOfAnyKindIsReadOrRefusedAndNothingElse() {
    Random random = new Random(7);
    String[] beginnings = {"age1", "age1pq1", "age1x1", "ssh-ed25519 AAAA", "ssh-rsa ", "", "AGE-"};
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(beginnings[random.nextInt(beginnings.length)]);
      int length = random.nextInt(80);
      for (int at = 0; at < length; at++) {
        text.append(
            (char) (random.nextInt(10) == 0 ? random.nextInt(65_536) : random.nextInt(128)));
      }
      try {
        assertThat(Recipient.parse(text.toString()).canonical()).isNotEmpty();
      } catch (MalformedKeyException e) {
        assertThat(e.reason()).startsWith("malformed recipient").hasSizeLessThan(200);
      }
    }
  }
}
