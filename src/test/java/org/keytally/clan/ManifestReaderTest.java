package org.keytally.clan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestReaderTest {

  private static final String HASH = "0123456789abcdef".repeat(4);

  private static final String WHOLE =
      """
      {
        "schema": "clan-manifest/1",
        "source": {"rev": "abc", "flakeLock": "%1$s", "clanCoreRev": "def",
                   "generatedAt": "2026-08-01T00:00:00Z", "mood": "good"},
        "system": "x86_64-linux",
        "clanDirectory": "./infra/",
        "recipients": {"default": ["age1d"], "hosts": {"web01": ["age1w"]}},
        "machines": {
          "web01": {
            "machineClass": "nixos", "tags": ["all"], "installedAt": null,
            "settings": {"secretStore": "sops", "defaultGroups": ["admins"], "passBackend": null},
            "generators": {
              "ssh": {
                "share": false, "dependencies": ["ca", "ca"], "validationHash": "%1$s",
                "prompts": {"pin": {"persist": true, "type": "hidden", "description": "of the card"}, "ask": {"type": "line"}},
                "files": {
                  "key": {"secret": true, "deploy": false, "neededFor": "users",
                          "owner": "root", "group": "wheel", "mode": "0440"},
                  "keys/public": {"secret": false, "mode": 400}
                }
              }
            }
          },
          "db01": {"evaluationError": "value is missing"}
        },
        "exports": {
          "A:::": {
            "token": {
              "dependencies": {"root": {"generator": "ca", "exportKey": "B:::"}},
              "files": {"token": {"secret": true, "deploy": ["web01"]}}
            }
          }
        },
        "future": [{"a": [1, 2.5, null]}]
      }
      """
          .formatted(HASH);

  private static Manifest read(String text) throws ManifestException {
    return ManifestReader.read(text.getBytes(UTF_8));
  }

  @Test
  void everyMemberOfTheSchemaIsRead() throws Exception {
    Manifest manifest = read(WHOLE);
    assertThat(manifest.source())
        .contains(
            new Manifest.Source(
                Optional.of("abc"),
                Optional.of(HASH),
                Optional.empty(),
                Optional.of("def"),
                Optional.of("2026-08-01T00:00:00Z")));
    assertThat(manifest.clanDirectory()).isEqualTo("infra");
    assertThat(manifest.recipients())
        .isEqualTo(Map.of("", List.of("age1d"), "web01", List.of("age1w")));
    Manifest.Machine web = Tree.named(manifest.machines(), "web01");
    assertThat(web.machineClass()).contains("nixos");
    assertThat(web.tags()).containsExactly("all");
    assertThat(web.settings())
        .isEqualTo(new Manifest.Settings("sops", List.of("admins"), Optional.empty()));
    Manifest.Generator ssh = Tree.named(web.generators(), "ssh");
    assertThat(ssh.share()).isFalse();
    assertThat(ssh.dependencies())
        .extracting(Manifest.Dependency::generator)
        .containsExactly("ca", "ca");
    assertThat(ssh.validationHash()).contains(HASH);
    assertThat(ssh.persistedPrompts()).containsExactly("pin");
    assertThat(ssh.prompts())
        .containsExactly(
            entry("ask", new Manifest.Prompt("line", false, Optional.empty())),
            entry("pin", new Manifest.Prompt("hidden", true, Optional.of("of the card"))));
    assertThat(Tree.named(ssh.files(), "key"))
        .isEqualTo(
            new Manifest.File(
                true,
                false,
                List.of(),
                "users",
                Optional.of("root"),
                Optional.of("wheel"),
                Optional.of("0440")));
    assertThat(Tree.named(ssh.files(), "keys/public").deploy()).isTrue();
    assertThat(Tree.named(ssh.files(), "keys/public").neededFor()).isEqualTo("services");
    assertThat(Tree.named(ssh.files(), "keys/public").mode()).contains("400");
    Manifest.Generator token = Tree.named(Tree.named(manifest.exports(), "A:::"), "token");
    assertThat(token.dependencies())
        .containsExactly(new Manifest.Dependency("ca", Optional.of("B:::")));
    assertThat(Tree.named(token.files(), "token").deployTo()).containsExactly("web01");
  }

  @Test
  void aMachineThatWasNotEvaluatedHasNoGenerators() throws Exception {
    Manifest.Machine machine = Tree.named(read(WHOLE).machines(), "db01");
    assertThat(machine.evaluationError()).contains("value is missing");
    assertThat(machine.generators()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|1|the manifest is not an object",
        "{}|1|has no \"schema\"; it must be \"clan-manifest/1\"",
        "{\"schema\": \"clan-manifest/2\"}|1|\"schema\" is not \"clan-manifest/1\"",
        "{\"schema\": \"clan-manifest/1\"}|1|has no \"machines\"",
        "{\"schema\": \"clan-manifest/1\", \"machines\": {}} x|1|is not valid JSON, or nested too deeply",
        "{\"schema\": \"clan-manifest/1\", \"machines\": {}} {}|1|something follows after its end",
        "{\"machines\": {\"a\": 1}}|1|machine a is not an object",
        "{\"machines\": {\"a\": {}}}|1|machine a lacks \"settings\" or \"generators\"",
        "{\"machines\": {\"../a\": {}}}|1|has a name that cannot be one of a file or folder",
        "{\"machines\": {\"\": {}}}|1|has a name that cannot be one of a file or folder",
        "{\"machines\": {\"a\": {}, \"a\": {}}}|1|machine a lacks \"settings\" or \"generators\"",
        "{\"x\": {\"a\": 1, \"a\": 2}}|1|has a member twice",
        "{\"clanDirectory\": \"a/../../b\"}|1|\"clanDirectory\" leads out of the repository",
        "{\"clanDirectory\": \"/b\"}|1|\"clanDirectory\" leads out of the repository",
        "{\"machines\": {\"a\": {\"generators\": {\"g\": {\"validationHash\": \"x\"}}}}}|1|\"validationHash\" is not 64 hexadecimal digits",
        "{\"machines\": {\"a\": {\"generators\": {\"g\": {\"files\": {\"f\": {}}}}}}}|1|file f lacks \"secret\"",
        "{\"machines\": {\"a\": {\"generators\": {\"g\": {\"files\": {\"f/../g\": {}}}}}}}|1|has a name that cannot be one of a file or folder",
        "{\"machines\": {\"a\": {\"generators\": {\"g\": {\"share\": \"no\"}}}}}|1|\"share\" is neither true nor false",
      })
  void whatIsNoManifestIsRefusedWithItsReason(String text, int line, String reason) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ManifestException.class)
        .hasMessage(reason)
        .extracting(failure -> ((ManifestException) failure).line())
        .isEqualTo(line);
  }

  @Test
  void theReasonNamesTheLine() {
    assertThatThrownBy(() -> read("{\n\n  \"machines\": []}"))
        .extracting(failure -> ((ManifestException) failure).line())
        .isEqualTo(3);
  }

  @Test
  void mergeConflictsAreNamedAsSuch() {
    assertThatThrownBy(() -> read("{\n<<<<<<< HEAD\n"))
        .hasMessage("has git conflict markers")
        .extracting(failure -> ((ManifestException) failure).line())
        .isEqualTo(2);
  }

  @Test
  void depthSizeAndNumberOfElementsAreBounded() {
    assertThatThrownBy(() -> read("{\"x\": " + "[".repeat(100_000)))
        .hasMessageContaining("nested too deeply");
    assertThatThrownBy(() -> ManifestReader.read(new byte[ManifestReader.LARGEST + 1]))
        .hasMessageContaining("larger than 16 MiB");
    StringBuilder many = new StringBuilder("{\"recipients\": {\"default\": [\"a\"");
    for (int i = 0; i < 500_000; i++) {
      many.append(",\"a\"");
    }
    assertThatThrownBy(() -> read(many + "]}}")).hasMessageContaining("more than 500000");
  }

  @Test
  void anyBytesAreAManifestOrARefusal() {
    byte[] sound = WHOLE.getBytes(UTF_8);
    Random random = new Random(4);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] content = sound.clone();
      for (int change = 0; change <= i % 3; change++) {
        content[random.nextInt(content.length)] = (byte) random.nextInt(256);
      }
      try {
        ManifestReader.read(content);
      } catch (ManifestException e) {
        refused++;
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(refused).isGreaterThan(100);
  }
}
