package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.demo.FleetBuilder;

class RotateDataKeysTest {

  private static final String TOKEN = "sops/secrets/token/secret";
  private static final String BOBS = "sops/secrets/bobs/secret";
  private static final String CANARY = "canary-4711-plaintext";

  @TempDir private Path folder;
  private Path fleet;
  private Path keys;

  @BeforeEach
  void makeAFleet() throws Exception {
    fleet = folder.resolve("fleet");
    keys = folder.resolve("keys.txt");
    FleetBuilder builder =
        FleetBuilder.seeded(3)
            .user("alice")
            .user("bob")
            .secretText(plain("token"), CANARY, "alice", "bob")
            .secretText(plain("bobs"), CANARY, "bob")
            .anchor("alice")
            .anchor("bob")
            .rule("^secrets/.*$", "alice", "bob")
            .ruledFile("secrets/app.yaml", "# why\npassword: " + CANARY + "\nport: 8080\n")
            .ruledFile("secrets/odd name", CANARY);
    builder.commitTo(fleet);
    Files.write(keys, builder.keyFile("alice"));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
  }

  private Session rotate(String... more) {
    return new Session(fleet)
        .run(
            Stream.concat(
                    Stream.of("rotate", "data-keys", "--keyfile", keys.toString()),
                    Arrays.stream(more))
                .toArray(String[]::new));
  }

  private String text(String path) throws Exception {
    return Files.readString(fleet.resolve(path));
  }

  @Test
  void thePlanNamesTheFilesAndThoseThatNoKeyOpens() throws Exception {
    String before = text(TOKEN);
    Session session = rotate();
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(session.out())
        .contains("new data key: 3, with your private key")
        .contains("rewrite " + TOKEN)
        .contains("rewrite secrets/odd name")
        .contains("passed over: 1")
        .contains(BOBS)
        .contains("Let bob run this")
        .contains("Plan: 3 changes.")
        .contains("Nothing was changed");
    assertThat(text(TOKEN)).isEqualTo(before);
  }

  @Test
  void filesAreEncryptedAnewForTheSameReaders() throws Exception {
    String before = text(TOKEN);
    String yaml = text("secrets/app.yaml");
    String bobs = text(BOBS);
    Session session = rotate("--apply", "--yes");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    assertThat(session.out()).contains("Done: 3 changes.");
    assertThat(text(BOBS)).isEqualTo(bobs);
    assertThat(data(text(TOKEN))).isNotEqualTo(data(before));
    assertThat(text("secrets/app.yaml")).isNotEqualTo(yaml).contains("password: ENC[");
    Session check =
        new Session(fleet).run("check", "--verify", "--keyfile", keys.toString(), "--base", "HEAD");
    assertThat(check.code()).as(check.out()).isEqualTo(ExitCode.OK);
    assertThat(decrypted(TOKEN)).isEqualTo(CANARY);
    assertThat(decrypted("secrets/app.yaml")).contains("password: " + CANARY, "port: 8080");
  }

  @Test
  void onlyTheNamedFilesAndFoldersAreTouched() throws Exception {
    Session session = rotate("secrets", "--apply", "--yes");
    assertThat(session.code()).as(session.err()).isEqualTo(ExitCode.OK);
    assertThat(session.out()).contains("Done: 2 changes.");
  }

  @Test
  void aPathWithoutEncryptedFilesIsRefused() {
    Session session = rotate("nothing/here");
    assertThat(session.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(session.err()).contains("nothing/here");
    assertThat(rotate("../elsewhere").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aFileThatAnotherServiceWouldHaveToWrapIsRefusedByName() throws Exception {
    String foreign =
        text(TOKEN)
            .replace(
                "\"age\":",
                "\"kms\": [{\"arn\": \"arn:aws:kms:eu-west-1:111122223333:key/1\", \"created_at\":"
                    + " \"2026-01-01T00:00:00Z\", \"enc\": \"AQ==\", \"aws_profile\": \"\"}],"
                    + "\n\t\t\"age\":");
    Files.writeString(fleet.resolve(TOKEN), foreign);
    Session session = rotate(TOKEN, "--apply", "--yes");
    assertThat(session.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(session.out())
        .contains("passed over: 1")
        .contains(TOKEN)
        .contains("kms")
        .contains("sops rotate --in-place " + TOKEN);
    assertThat(text(TOKEN)).isEqualTo(foreign);
  }

  @Test
  void applyingWithoutATerminalNeedsYesAndYesAloneIsADryRun() throws Exception {
    String before = text(TOKEN);
    assertThat(rotate("--apply").code()).isEqualTo(ExitCode.USAGE);
    assertThat(rotate("--yes").code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(text(TOKEN)).isEqualTo(before);
  }

  @Test
  void programsReadThePlanAsJson() throws Exception {
    JsonNode plan = new ObjectMapper().readTree(rotate("--format", "json").out());
    assertThat(plan.path("schema").asText()).isEqualTo("keytally/rotation/1");
    assertThat(plan.path("phases").get(0).path("steps")).hasSize(3);
    assertThat(plan.path("phases").get(0).path("passedOver").get(0).path("path").asText())
        .isEqualTo(BOBS);
  }

  private static String data(String secret) {
    return secret.lines().filter(line -> line.contains("\"data\"")).findFirst().orElseThrow();
  }

  private String decrypted(String path) throws Exception {
    ProcessBuilder sops =
        new ProcessBuilder(RealTools.require("sops").toString(), "decrypt", path)
            .directory(fleet.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    if (path.endsWith("/secret")) {
      sops.command()
          .addAll(2, java.util.List.of("--input-type", "binary", "--output-type", "binary"));
    }
    sops.environment().put("SOPS_AGE_KEY_FILE", keys.toString());
    sops.environment().put("HOME", folder.toString());
    Process process = sops.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(path).isZero();
    return text;
  }
}
