package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.demo.FleetBuilder;

/** Git waits for its hooks: what is slow to load is not loaded on their way. */
class HookStartIT {

  @TempDir Path fleet;

  @Test
  void theHookLoadsNoLibraryThatItCanDoWithout() throws Exception {
    FleetBuilder.random()
        .user("alice")
        .secret(plain("token"), "alice")
        .anchor("alice")
        .rule("^secrets/", "alice")
        .ruledFile("secrets/app.yaml", "token: none\n")
        .commitTo(fleet);
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xlog:class+load",
                "-jar",
                BuiltTool.home().resolve("lib/keytally.jar").toString(),
                "hook",
                "run",
                "pre-commit")
            .directory(fleet.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String loaded = new String(java.getInputStream().readAllBytes(), UTF_8);

    assertThat(java.waitFor()).isZero();
    assertThat(loaded)
        .contains("org.keytally.check.Check")
        .doesNotContain("picocli.")
        .doesNotContain("com.fasterxml.jackson.databind.")
        .doesNotContain("org.eclipse.jgit.")
        .doesNotContain("org.bouncycastle.")
        .doesNotContain("javax.crypto.");
  }
}
