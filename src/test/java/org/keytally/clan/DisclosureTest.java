package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DisclosureTest {

  private static Optional<String> of(String text) {
    return Disclosure.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void privateKeysAreRecognised() {
    assertThat(of(PrivateKeyScanTest.IDENTITY.substring(0, 74))).contains("an age identity");
  }

  @Test
  void tokensAreRecognised() {
    assertThat(of("ghp_" + "aB3dE5gH7j".repeat(4))).contains("a GitHub token");
    assertThat(of("token: xoxb-123456789012-abcdefghijkl")).contains("a Slack token");
    assertThat(of("AKIAIOSFODNN7EXAMPLE")).contains("an AWS access key");
  }

  @Test
  void passwordHashesAreRecognised() {
    assertThat(of("$6$abcdefgh$" + "Ab3/".repeat(22))).contains("a password hash");
    assertThat(of("$y$j9T$abcdefghijklmnopqrstuv$" + "Ab3/".repeat(11)))
        .contains("a password hash");
    assertThat(of("alice:$2b$12$" + "Ab3/".repeat(14))).contains("a password hash");
    assertThat(of("$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$" + "Ab3/".repeat(11)))
        .contains("a password hash");
  }

  @Test
  void publicValuesAreNot() {
    assertThat(of("")).isEmpty();
    assertThat(of("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO5bJ3nZ0 root@web")).isEmpty();
    assertThat(of("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")).isEmpty();
    assertThat(of("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")).isEmpty();
    assertThat(of("fd5e:5e5e::1")).isEmpty();
    assertThat(of("costs $5$ or $6$")).isEmpty();
    assertThat(of("AKIA and ghp_ are prefixes")).isEmpty();
    assertThat(of("MY" + "AKIAIOSFODNN7EXAMPLE")).isEmpty();
  }
}
