package org.keytally.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keytally.age.Prompt;
import org.keytally.age.X25519Identity;

class NewKeyTest {

  private static final String AGE =
      "age1g6twkzfxw9a7vwryw6ydmdzjaw3aljjcfdqtzhn9rsdg8pqsvy9sunqy4y";
  private static final String SSH =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

  private static NewKey read(String text) throws IOException {
    return NewKey.read(new ByteArrayInputStream(text.getBytes(UTF_8)), "new.txt", Prompt.NOBODY);
  }

  private static String identity() {
    try (X25519Identity made = X25519Identity.generate(new SecureRandom())) {
      return new String(made.encode(), UTF_8);
    }
  }

  @Test
  void anIdentityIsTakenWithItsPrivateKey() throws Exception {
    try (NewKey key = read("# created today\n" + identity() + "\n")) {
      assertThat(key.identity()).isPresent();
      assertThat(key.recipient()).startsWith("age1").isEqualTo(key.toString());
      assertThat(key.generated()).isFalse();
    }
  }

  @Test
  void aPublicKeyOfAgeOrSshIsTakenAlone() throws Exception {
    try (X25519Identity made = X25519Identity.generate(new SecureRandom())) {
      String age = made.publicKey().text();
      assertThat(read("# hers\n" + age + "\n").recipient()).isEqualTo(age);
    }
    assertThat(read("host " + SSH + "\n").recipient()).startsWith("age1");
    assertThat(read(SSH + " alice@laptop\n").identity()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello\n",
        "age1nonsense\n",
        AGE + "\n" + AGE + "\n",
        "AGE-SECRET-KEY-1CANARY\n",
        "x\n-----BEGIN OPENSSH PRIVATE KEY-----\nCANARY\n-----END OPENSSH PRIVATE KEY-----\n",
        "AGE-PLUGIN-YUBIKEY-1CANARY\n"
      })
  void whatIsNoSingleKeyIsRefusedWithoutSayingIt(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("new.txt ")
        .hasMessageNotContaining("CANARY");
  }

  @Test
  void severalIdentitiesAreRefused() {
    assertThatThrownBy(() -> read(identity() + "\n" + identity() + "\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds 2 identities");
  }
}
