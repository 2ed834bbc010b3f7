package org.keytally.clan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestWriterTest {

  private static final String HASH = "0123456789abcdef".repeat(4);

  private static final String WRITTEN =
      """
      {
        "schema": "clan-manifest/1",
        "source": {
          "rev": "%1$.40s",
          "flakeLock": "%1$s",
          "nixFiles": "%1$s",
          "clanCoreRev": "def",
          "generatedAt": "2026-08-01T00:00:00Z"
        },
        "clanDirectory": "infra",
        "recipients": {
          "default": ["age1d"],
          "hosts": {
            "web01": ["age1v", "age1w"]
          }
        },
        "machines": {
          "db01": {
            "machineClass": "nixos",
            "evaluationError": "value \\u001B is missing"
          },
          "web01": {
            "machineClass": "nixos",
            "tags": ["all"],
            "settings": {
              "secretStore": "password-store",
              "defaultGroups": [],
              "passBackend": "passage"
            },
            "generators": {
              "ssh": {
                "share": false,
                "dependencies": ["ca", "ca"],
                "validationHash": "%1$s",
                "prompts": {
                  "ask": {"description": "your name"},
                  "pin": {"type": "hidden", "persist": true}
                },
                "files": {
                  "id": {"secret": true, "deploy": false, "neededFor": "users", "owner": "a", "group": "b", "mode": "0440"},
                  "id.pub": {"secret": false}
                }
              }
            }
          }
        },
        "exports": {
          "A:::": {
            "token": {
              "dependencies": {
                "1": {"generator": "ca", "exportKey": "B:::"}
              },
              "files": {
                "token": {"secret": true, "deploy": ["web01"]}
              }
            }
          }
        }
      }
      """
          .formatted(HASH);

  private static Schema schema() throws Exception {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(Path.of("docs/clan-manifest.schema.json")), InputFormat.JSON);
  }

  @Test
  void aManifestIsWrittenWithOneLineForEachFileAndWithoutDefaults() throws Exception {
    Manifest manifest = ManifestReader.read(WRITTEN.getBytes(UTF_8));
    assertThat(new String(ManifestWriter.write(manifest), UTF_8)).isEqualTo(WRITTEN);
  }

  @Test
  void theOrderOfWhatIsReadDoesNotMatter() throws Exception {
    String one =
        "{\"schema\":\"clan-manifest/1\",\"machines\":{"
            + "\"b\":{\"evaluationError\":\"x\"},\"a\":{\"evaluationError\":\"x\"}}}";
    String other =
        "{\"machines\":{\"a\":{\"evaluationError\":\"x\"},"
            + "\"b\":{\"evaluationError\":\"x\"}},\"schema\":\"clan-manifest/1\"}";
    assertThat(ManifestWriter.write(ManifestReader.read(one.getBytes(UTF_8))))
        .isEqualTo(ManifestWriter.write(ManifestReader.read(other.getBytes(UTF_8))));
  }

  @Test
  void whatIsWrittenIsOfThePublishedSchema() throws Exception {
    assertThat(schema().validate(WRITTEN, InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schema\": \"clan-manifest/2\", \"machines\": {}}",
        "{\"schema\": \"clan-manifest/1\"}",
        "{\"schema\": \"clan-manifest/1\", \"machines\": {\"a\": {}}}",
        "{\"schema\": \"clan-manifest/1\", \"machines\": {}, \"source\": {\"flakeLock\": 1}}",
        "{\"schema\": \"clan-manifest/1\", \"machines\": {\"a\": {\"settings\": {\"secretStore\": 1,"
            + " \"defaultGroups\": []}, \"generators\": {}}}}",
      })
  void whatKeytallyRefusesTheSchemaRefuses(String text) throws Exception {
    assertThat(schema().validate(text, InputFormat.JSON)).isNotEmpty();
    assertThat(refused(text)).isTrue();
  }

  private static boolean refused(String text) {
    try {
      ManifestReader.read(text.getBytes(UTF_8));
      return false;
    } catch (ManifestException e) {
      return true;
    }
  }
}
