package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.demo.FleetBuilder;
import org.keytally.report.ReportFormat;

/** A pull request that would talk its way past the gate, or bring it down, or forge its report. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HostilePullRequestIT {

  private static final int HEAP_MEBIBYTES = 64;

  /** {@code ci/long/hostile} takes 200. */
  private static final int BLOB_MEBIBYTES =
      Integer.getInteger("keytally.hostile.mebibytes", HEAP_MEBIBYTES + 1);

  private static final List<String> NAMES =
      List.of(
          "a\n::error file=flake.nix,line=1::forged",
          "a%0A::error::forged",
          "a\r\n##[error]forged",
          "\u001b[2J\u001b[1;1H\u001b]0;forged\u0007",
          "<img src=x onerror=alert(1)>|`x`](http:x)");

  @TempDir Path folder;
  private Clone fleet;

  private final FleetBuilder builder =
      FleetBuilder.seeded(11)
          .shapesOnly()
          .user("alice")
          .user("bob")
          .anchor("alice")
          .rule("^secrets/", "alice")
          .secret(plain("token"), "alice", "bob");

  @BeforeEach
  void pullRequest() throws Exception {
    fleet = Clone.init(folder.resolve("fleet"));
    fleet
        .environment()
        .putAll(BuiltTool.environment(Files.createDirectory(folder.resolve("home"))));
    // The launcher's Java, with less memory than any of the large files takes.
    Path java = folder.resolve("java");
    Files.writeString(
        java,
        "#!/bin/sh\n"
            + "for option do shift; case $option in -Xmx*) option=-Xmx"
            + HEAP_MEBIBYTES
            + "m;; esac; set -- \"$@\" \"$option\"; done\n"
            + "exec '"
            + fleet.environment().get("KEYTALLY_JAVA")
            + "' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    fleet.environment().put("KEYTALLY_JAVA", java.toString());
    fleet.commit(builder, "Begin");
    fleet.git("switch", "-q", "-c", "hostile");
    fleet.lay(builder.dropRecipient(plain("token"), "bob"));
    hostile();
    fleet.git("-c", "core.compression=0", "-c", "core.fsync=none", "add", "--all");
    fleet.commit("Improve the fleet");
  }

  private void hostile() throws IOException {
    fleet.write(
        ".keytally.yaml",
        """
        rules:
          recipient-missing: off
          secret-plaintext: off
          sops-config-invalid: off
          private-key-committed: off
        exclude: ['**']
        """);
    for (String name : NAMES) {
      fleet.write("sops/secrets/" + name + "/secret", "{\"data\": \"plain\"}");
      fleet.write("secrets/" + name, "token: plain\n");
    }
    Path root = fleet.directory();
    Path passwords = Path.of("/etc/passwd");
    Files.createSymbolicLink(root.resolve("secrets/passwd.yaml"), passwords);
    Files.createSymbolicLink(
        Files.createDirectories(root.resolve("sops/secrets/stolen")).resolve("secret"), passwords);
    Files.createSymbolicLink(
        Files.createDirectories(root.resolve("sops/users/mallory")).resolve("key.json"), passwords);

    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 40; i++) {
      String before = "*a" + (i - 1);
      bomb.append("a").append(i).append(": &a").append(i).append(" [").append(before);
      bomb.append((", " + before).repeat(8)).append("]\n");
    }
    fleet.write("secrets/bomb.yaml", bomb.toString());
    fleet.write("bomb/.sops.yaml", bomb + "creation_rules: [{age: *a39}]\n");
    fleet.write(
        "expressions/.sops.yaml",
        """
        creation_rules:
          - path_regex: (a*)*(a|aa|aaa)+(.*.*)*b$
            age: age1none
          - path_regex: ((((a?){100}){100}){100})c
            age: age1none
        """);
    for (int i = 0; i < 50; i++) {
      fleet.write("expressions/" + "a".repeat(150 + i), "");
    }
    fleet.write("secrets/deep.json", "[".repeat(8 << 20));
    fleet.write("secrets/deep.yaml", "[".repeat(4 << 20));
    fleet.write("secrets/wide.yaml", "k: v\n".repeat(2 << 20));
    big("big.bin");
    big("secrets/big.yaml");
  }

  private void big(String path) throws IOException {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    try (OutputStream file = Files.newOutputStream(fleet.directory().resolve(path))) {
      for (int i = 0; i < BLOB_MEBIBYTES; i++) {
        file.write(noise);
      }
    }
  }

  private Clone.Answer check(ReportFormat format) {
    return fleet.run(
        List.of(
            BuiltTool.launcher().toString(),
            "check",
            "--rev",
            "hostile",
            "--base",
            "main",
            "--format",
            format.toString()));
  }

  @Test
  void thePolicyOfTheBaseHoldsAndNoReportIsForged() {
    for (ReportFormat format : ReportFormat.values()) {
      Clone.Answer answer = check(format);

      assertThat(answer.code()).as(answer.said()).isEqualTo(1);
      assertThat(answer.said())
          .contains("recipient-missing", "secret-plaintext", "sops-config-invalid")
          .contains("secrets/big.yaml", "secrets/bomb.yaml")
          .contains("bomb/.sops.yaml", "expressions/.sops.yaml")
          .doesNotContain("root:", "/bin/bash", "internal error");
      assertClean(format, answer.said());
    }
  }

  private static void assertClean(ReportFormat format, String said) {
    for (int i = 0; i < said.length(); i++) {
      char c = said.charAt(i);
      assertThat(c == '\n' || (c >= ' ' && c != '\u007f')).as(format + " at " + i).isTrue();
    }
    for (String line : said.split("\n", -1)) {
      assertThat(line).doesNotContain("##[");
      if (format == ReportFormat.HTML || format == ReportFormat.JUNIT) {
        assertThat(line).doesNotContain("<img");
      }
      if (line.startsWith("::")) {
        assertThat(format).isEqualTo(ReportFormat.GITHUB);
        assertThat(line).doesNotStartWith("::error file=flake.nix").doesNotStartWith("::error::f");
        assertThat(line.indexOf("%0A::error")).as(line).isNegative();
      }
    }
  }

  @Test
  void aServerRefusesItWithinTheSameBounds() throws Exception {
    Clone server = Clone.init(folder.resolve("server.git"), "--bare");
    server.environment().putAll(fleet.environment());
    server.git("fetch", "-q", fleet.directory().toString(), "main:main");
    Clone.Answer installed =
        server.run(List.of(BuiltTool.launcher().toString(), "hook", "install", "pre-receive"));
    assertThat(installed.code()).as(installed.said()).isZero();
    fleet.git("remote", "add", "origin", server.directory().toString());
    Clone.Answer pushed = fleet.tryGit("push", "-q", "origin", "hostile");

    assertThat(pushed.code()).isNotZero();
    assertThat(pushed.said())
        .contains("remote: error recipient-missing")
        .contains("The push was refused, because it would break the fleet.")
        .doesNotContain("root:", "internal error");
    assertThat(server.tryGit("rev-parse", "-q", "--verify", "hostile").code()).isNotZero();
  }
}
