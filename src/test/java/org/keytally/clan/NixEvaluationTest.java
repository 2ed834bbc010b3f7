package org.keytally.clan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;

/** Real nix evaluates a fleet that has the shape of clan-core's. */
final class NixEvaluationTest {

  @TempDir private Path flake;

  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void makeFlake() throws Exception {
    RealTools.require("nix");
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/nix/fleet"))) {
      for (Path file : files.toList()) {
        Files.copy(file, flake.resolve(file.getFileName()));
      }
    }
    run("git", "init", "--quiet", ".");
    run("git", "add", ".");
  }

  private void write(String name, String content) throws Exception {
    Files.writeString(flake.resolve(name), content);
    run("git", "add", name);
  }

  private void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).directory(flake.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  private Manifest evaluate() throws NixException {
    return NixEvaluation.evaluate(
        flake,
        flake,
        System.getenv(),
        true,
        new NixEvaluation.Progress() {
          @Override
          public void oneByOne(NixException reason) {
            told.add("one by one: " + reason.getMessage());
          }

          @Override
          public void machine(String name, int number, int count) {
            told.add(name + " " + number + "/" + count);
          }

          @Override
          public void failed(String name, NixException reason) {
            told.add(name + " failed: " + reason.getMessage());
          }
        });
  }

  @Test
  void aFleetIsEvaluatedAsAWhole() throws Exception {
    Manifest manifest = evaluate();
    assertThat(told).isEmpty();
    assertThat(manifest.machines().keySet()).containsExactly("db01", "web01");
    Manifest.Machine web = Tree.named(manifest.machines(), "web01");
    assertThat(web.tags()).containsExactly("all", "web");
    assertThat(web.settings())
        .isEqualTo(new Manifest.Settings("sops", List.of("admins"), Optional.empty()));
    assertThat(web.generators().keySet()).containsExactly("ca", "password", "sshd");
    Manifest.Generator password = Tree.named(web.generators(), "password");
    assertThat(password.prompts())
        .containsExactly(
            entry(
                "password", new Manifest.Prompt("hidden", true, Optional.of("Password of root"))));
    assertThat(password.validationHash().orElse("")).hasSize(64);
    assertThat(Tree.named(password.files(), "hash").neededFor()).isEqualTo("users");
    assertThat(Tree.named(password.files(), "password").deploy()).isFalse();
    assertThat(Tree.named(web.generators(), "sshd").dependencies())
        .containsExactly(new Manifest.Dependency("ca", Optional.empty()));
    assertThat(Tree.named(web.generators(), "ca").share()).isTrue();
    Manifest.Generator token = Tree.named(Tree.named(manifest.exports(), "A:::"), "token");
    assertThat(token.dependencies())
        .containsExactly(new Manifest.Dependency("ca", Optional.of("B:::")));
    assertThat(Tree.named(token.files(), "token").deployTo()).containsExactly("web01");
  }

  @Test
  void aMachineThatDoesNotEvaluateLeavesTheOthersAsTheyAre() throws Exception {
    Manifest sound = evaluate();
    write(
        "extra.nix",
        "machine: { mail01 = machine { dkim.files.key.secret = throw \"the domain is not set\"; }; }");
    Manifest manifest = evaluate();
    Manifest.Machine mail = Tree.named(manifest.machines(), "mail01");
    assertThat(mail.evaluationError().orElse("")).startsWith("the domain is not set");
    assertThat(mail.generators()).isEmpty();
    assertThat(manifest.machines().get("web01")).isEqualTo(sound.machines().get("web01"));
    assertThat(manifest.machines().get("db01")).isEqualTo(sound.machines().get("db01"));
    assertThat(manifest.exports()).isEqualTo(sound.exports());
    assertThat(told.get(0)).startsWith("one by one: the domain is not set");
    assertThat(told).contains("db01 1/3", "mail01 2/3", "web01 3/3");
    assertThat(told.get(3)).startsWith("mail01 failed: the domain is not set");
    assertThat(told).hasSize(5);
  }

  @Test
  void nothingIsBuiltToBeImported() throws Exception {
    Path canary = flake.resolve("canary");
    write(
        "extra.nix",
        """
        machine:
        {
          ifd = machine (import (derivation {
            name = "generators";
            system = "x86_64-linux";
            builder = "/bin/sh";
            args = [ "-c" "echo x > %s; echo '{ }' > $out" ];
          }));
        }
        """
            .formatted(canary));
    Manifest manifest = evaluate();
    assertThat(canary).doesNotExist();
    assertThat(Tree.named(manifest.machines(), "ifd").evaluationError().orElse(""))
        .contains("import-from-derivation");
    assertThat(Tree.named(manifest.machines(), "web01").evaluationError()).isEmpty();
  }

  @Test
  void settingsOfTheFlakeDoNotCountNotEvenOnesThatWereTrustedOnce() throws Exception {
    Path home = Files.createDirectory(flake.resolve("home"));
    Path canary = flake.resolve("canary");
    Path hook = flake.resolve("hook");
    Files.writeString(hook, "#!/bin/sh\necho x > " + canary + "\n");
    assertThat(hook.toFile().setExecutable(true)).isTrue();
    write(
        "flake.nix",
        """
        {
          nixConfig.pure-eval = false;
          nixConfig.post-build-hook = "%s";
          outputs = { self }: { clanInternals = import ./clan.nix; };
        }
        """
            .formatted(hook));
    write("extra.nix", "machine: { impure = machine (builtins.readFile /etc/hostname); }");
    Path trusted =
        Files.createDirectories(home.resolve(".local/share/nix")).resolve("trusted-settings.json");
    Files.writeString(
        trusted,
        "{\"pure-eval\": {\"false\": true}, \"post-build-hook\": {\"" + hook + "\": true}}");
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.put("HOME", home.toString());
    variables.put("NIX_CONFIG", "pure-eval = false");
    Manifest manifest = NixEvaluation.evaluate(flake, flake, variables, true, new Silent());
    assertThat(Tree.named(manifest.machines(), "impure").evaluationError().orElse(""))
        .contains("pure eval");
    assertThat(canary).doesNotExist();
  }

  @Test
  void noProgramIsTakenFromTheRepository() throws Exception {
    Path bin = Files.createDirectory(flake.resolve("bin"));
    Path canary = flake.resolve("canary");
    for (String name : List.of("nix", "git")) {
      Path program = bin.resolve(name);
      Files.writeString(program, "#!/bin/sh\necho x > " + canary + "\n");
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.put("PATH", bin + ":" + variables.get("PATH"));
    assertThat(NixEvaluation.evaluate(flake, flake, variables, true, new Silent()).machines())
        .hasSize(2);
    variables.put("PATH", bin + ":.");
    assertThatThrownBy(() -> NixEvaluation.evaluate(flake, flake, variables, true, new Silent()))
        .hasMessageContaining("there is no nix on PATH");
    assertThat(canary).doesNotExist();
  }

  @Test
  void aFlakeThatIsNoneOfClanIsRefusedWithWhatNixSays() throws Exception {
    write("flake.nix", "{ outputs = { self }: { }; }");
    assertThatThrownBy(this::evaluate)
        .isInstanceOf(NixException.class)
        .hasMessageContaining("clanInternals")
        .extracting(failure -> ((NixException) failure).details())
        .asString()
        .contains("clanInternals");
  }

  @Test
  void whatIsWrittenOfItIsReadAgainAndOfThePublishedSchema() throws Exception {
    Manifest manifest = evaluate();
    byte[] written = ManifestWriter.write(manifest);
    assertThat(ManifestWriter.write(ManifestReader.read(written))).isEqualTo(written);
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                    Files.readString(Path.of("docs/clan-manifest.schema.json")), InputFormat.JSON)
                .validate(new String(written, UTF_8), InputFormat.JSON))
        .isEmpty();
  }

  private static final class Silent implements NixEvaluation.Progress {

    @Override
    public void oneByOne(NixException reason) {}

    @Override
    public void machine(String name, int number, int count) {}

    @Override
    public void failed(String name, NixException reason) {}
  }
}
