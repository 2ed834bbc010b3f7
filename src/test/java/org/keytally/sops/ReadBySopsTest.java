package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;

/** Real sops is the judge of what is written here. */
class ReadBySopsTest {

  private static final String IDENTITY =
      "AGE-SECRET-KEY-1G0Q5K9TV4REQ3ZSQRMTMG8NSWQGYT0T7TZ33RAZEE0GZYVZN0APSU24RK7";
  private static final String RECIPIENT =
      "age1lzd99uklcjnc0e7d860axevet2cz99ce9pq6tzuzd05l5nr28ams36nvun";

  @TempDir Path folder;

  @Test
  void bytesComeBackAsTheyWere() throws Exception {
    byte[] plain = new byte[1000];
    new Random(7).nextBytes(plain);

    byte[] encrypted =
        SopsDocument.encrypt(Format.BINARY, plain, EncryptionSettings.to(List.of(RECIPIENT)))
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
                EncryptionSettings.to(List.of(RECIPIENT)))
            .text();

    assertThat(new String(encrypted, StandardCharsets.UTF_8)).doesNotContain("s3cr3t", "5432");
    assertThat(new String(decryptedBySops("a.yaml", encrypted), StandardCharsets.UTF_8))
        .isEqualTo(plain.replace("on:", "\"on\":"));
  }

  private byte[] decryptedBySops(String name, byte[] encrypted)
      throws IOException, InterruptedException {
    Path sops = RealTools.require("sops");
    Path file = Files.write(folder.resolve(name), encrypted);
    ProcessBuilder builder = new ProcessBuilder(sops.toString(), "decrypt", file.toString());
    builder.environment().put("SOPS_AGE_KEY", IDENTITY);
    builder.redirectError(ProcessBuilder.Redirect.to(folder.resolve("errors").toFile()));
    Process process = builder.start();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    process.getInputStream().transferTo(output);
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("errors"))).isZero();
    return output.toByteArray();
  }
}
