package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sops is the judge of what is written here. */
class ReadBySopsTest {

  @TempDir Path folder;

  @Test
  void bytesComeBackAsTheyWere() throws Exception {
    byte[] plain = new byte[1000];
    new Random(7).nextBytes(plain);

    byte[] encrypted =
        SopsDocument.encrypt(
                Format.BINARY, plain, EncryptionSettings.to(List.of(TestKeys.RECIPIENT)))
            .text();

    assertThat(decryptedBySops("secret", encrypted)).isEqualTo(plain);
  }

  @Test
  void flatYamlComesBackAsItWas() throws Exception {
    String plain =
        "password: s3cr3t\nport: 5432\nratio: 1.5\non: \"y\"\nempty: \"\"\nlist:\n    - a\n    - b: c\n";

    byte[] encrypted =
        SopsDocument.encrypt(
                Format.YAML,
                plain.getBytes(StandardCharsets.UTF_8),
                EncryptionSettings.to(List.of(TestKeys.RECIPIENT)))
            .text();

    assertThat(new String(encrypted, StandardCharsets.UTF_8)).doesNotContain("s3cr3t", "5432");
    assertThat(new String(decryptedBySops("a.yaml", encrypted), StandardCharsets.UTF_8))
        .isEqualTo(plain.replace("on:", "\"on\":"));
  }

  private byte[] decryptedBySops(String name, byte[] encrypted)
      throws IOException, InterruptedException {
    return new RealSops(folder, TestKeys.IDENTITY).decrypt(name, encrypted);
  }
}
