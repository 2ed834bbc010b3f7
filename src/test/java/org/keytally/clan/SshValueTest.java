package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshValueTest {

  @ParameterizedTest
  @ValueSource(strings = {"host", "ec", "rsa"})
  void aCertificateIsForTheKeyThatItWasMadeOfAndByItsAuthority(String name) throws Exception {
    SshValue key = SshValue.of(read(name + ".pub")).orElseThrow();
    SshValue certificate = SshValue.of(read(name + "-cert.pub")).orElseThrow();

    assertThat(key.isCertificate()).isFalse();
    assertThat(certificate.isCertificate()).isTrue();
    assertThat(certificate.key()).isEqualTo(key.key());
    assertThat(certificate.signer()).contains(SshValue.of(read("ca.pub")).orElseThrow().key());
  }

  @Test
  void whatIsNoKeyIsNone() {
    for (String text : new String[] {"", "hello\n", "ssh-ed25519", "ssh-ed25519 !!", "ssh-rsa A"}) {
      assertThat(SshValue.of(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
    assertThat(SshValue.of(new byte[1 << 20])).isEmpty();
  }

  @Test
  void aTypeThatIsNotThatOfTheKeyIsNone() throws Exception {
    String text = new String(read("host.pub"), StandardCharsets.US_ASCII);
    String other = text.replace("ssh-ed25519", "ssh-rsa");
    assertThat(SshValue.of(other.getBytes(StandardCharsets.US_ASCII))).isEmpty();
  }

  @Test
  void aCertificateThatEndsTooEarlyIsNone() throws Exception {
    String[] words = new String(read("host-cert.pub"), StandardCharsets.US_ASCII).split(" ", 3);
    byte[] blob = Base64.getDecoder().decode(words[1]);
    int whole = 0;
    for (int length = 0; length < blob.length; length++) {
      String cut = words[0] + ' ' + Base64.getEncoder().encodeToString(Arrays.copyOf(blob, length));
      Optional<SshValue> read = SshValue.of(cut.getBytes(StandardCharsets.US_ASCII));
      whole += read.isPresent() ? 1 : 0;
    }
    // Only the signature, which nobody verifies here, may be cut.
    assertThat(whole).isEqualTo(4 + 4 + "ssh-ed25519".length() + 4 + 64);
  }

  private static byte[] read(String name) throws Exception {
    try (InputStream in = SshValueTest.class.getResourceAsStream("/ssh/" + name)) {
      return in.readAllBytes();
    }
  }
}
