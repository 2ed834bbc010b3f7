package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SopsVectorsTest {

  record Vector(String version, String name, List<List<String>> groups, int threshold) {
    @Override
    public String toString() {
      return version + '/' + name;
    }
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = SopsVectorsTest.class.getResourceAsStream("/sops/vectors/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  static Stream<Vector> vectors() throws IOException {
    List<Vector> vectors = new ArrayList<>();
    for (JsonNode file : new ObjectMapper().readTree(resource("index.json")).get("files")) {
      JsonNode rule = file.get("rule");
      if (rule != null) {
        List<List<String>> groups = new ArrayList<>();
        if (rule.has("key_groups")) {
          rule.get("key_groups").forEach(group -> groups.add(texts(group.get("age"))));
        } else {
          groups.add(texts(rule.get("age")));
        }
        vectors.add(
            new Vector(
                file.get("version").asText(),
                file.get("name").asText(),
                groups,
                rule.path("shamir_threshold").asInt()));
      }
    }
    return vectors.stream();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyFileOfTheRealToolReadsWithItsRecipientsAndNoProblem(Vector vector) throws IOException {
    SopsFile file =
        SopsFileReader.read(vector.name(), resource(vector.version() + '/' + vector.name()))
            .orElseThrow();

    assertThat(file.problems()).isEmpty();
    assertThat(file.format()).isEqualTo(Format.ofPath(vector.name()));
    assertThat(file.groups().stream().map(g -> g.stream().map(MasterKey::identifier).toList()))
        .containsExactlyElementsOf(vector.groups());
    assertThat(file.keys()).allSatisfy(key -> assertThat(key.line()).isPositive());
    assertThat(file.shamirThreshold()).isEqualTo(vector.threshold());
    assertThat(file.version()).contains(vector.version());
    assertThat(file.lastModified())
        .hasValueSatisfying(t -> assertThat(t).startsWith("2026-11-21T"));
    assertThat(file.ciphertext().isPresent()).isEqualTo(!vector.name().equals("empty.txt"));
  }
}
