package org.keytally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationSchemaTest {

  @Test
  void theExampleOfTheDocumentationIsAConfigurationToEditorsAndToKeytally()
      throws IOException, ConfigurationException {
    String page = Files.readString(Path.of("docs/configuration.md"));
    int start = page.indexOf("```yaml\n") + 8;
    String example = page.substring(start, page.indexOf("```", start));

    Configuration read = ConfigurationReader.read(example.getBytes(StandardCharsets.UTF_8));

    assertThat(read.clanDirectory()).isEqualTo(Optional.of("infra"));
    assertThat(read.people()).hasSize(2);
    assertThat(read.accepted()).hasSize(1);
    assertThat(schema().validate(example, InputFormat.YAML)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "machine: [a]",
        "clan-directory: ../other",
        "clan-directory: /etc",
        "machines: a",
        "machines: [a, a]",
        "people: {alice: {anchor: [a]}}",
        "people: {alice: {ssh: AAAA}}",
        "rules: {key-shared: warn}",
        "vault: {items: NAME}",
        "vault: {items: sops-ssh}",
        "vault: {ssh-files: keys/alice.pub}",
        "vault: {ssh-files: ../NAME.pub}",
        "vault: {host-keys: /etc/hosts}",
        "vault: {services: backup}",
        "vault: {item: sops-NAME-ssh}",
        "exclude: ['!docs']",
        "accepted: [{rule: r, fingerprint: f, reason: why}]",
        "accepted: [{rule: r, fingerprint: f, reason: why, expires: soon}]",
      })
  void whatKeytallyRefusesAnEditorMarks(String text) throws IOException {
    assertThatThrownBy(() -> ConfigurationReader.read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ConfigurationException.class);
    assertThat(schema().validate(text, InputFormat.YAML)).isNotEmpty();
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(Path.of("docs/keytally.schema.json")), InputFormat.JSON);
  }
}
