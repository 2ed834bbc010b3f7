package org.keytally.sops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keytally.age.Identity;

/** Files that other hands laid out keep their layout, byte for byte. */
class OddLayoutsTest {

  private static final List<Identity> IDENTITIES = Vectors.identities();

  @TempDir Path folder;

  static Stream<Arguments> layouts() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    String json = of("3.13.2", "rich.json");
    String yaml = of("3.13.2", "two.yaml");
    String old = of("3.9.4", "two.yaml");
    int sops = yaml.indexOf("sops:\n");
    String list = "    age:\n";
    String flow =
        "sops: "
            + mapper.writeValueAsString(mapper.readTree(of("3.13.2", "rich.json")).get("sops"))
            + '\n';
    return Stream.of(
        Arguments.of("compact JSON", "a.json", mapper.readTree(json).toString()),
        Arguments.of("JSON by two spaces", "a.json", mapper.readTree(json).toPrettyString()),
        Arguments.of("JSON with CRLF", "a.json", json.replace("\n", "\r\n")),
        Arguments.of("YAML with CRLF", "a.yaml", yaml.replace("\n", "\r\n")),
        Arguments.of("old YAML with CRLF", "a.yaml", old.replace("\n", "\r\n")),
        Arguments.of("metadata first", "a.yaml", yaml.substring(sops) + yaml.substring(0, sops)),
        Arguments.of(
            "comments in the metadata",
            "a.yaml",
            yaml.replace(list, "    # who can read\n" + list)
                .replace("recipient: age", "recipient:  age")),
        Arguments.of("list without indentation", "a.yaml", unindented(yaml)),
        Arguments.of(
            "wide dashes",
            "a.yaml",
            yaml.replaceAll("(?m)^        - enc", "    -   enc")
                .replaceAll("(?m)^          recipient", "        recipient")),
        Arguments.of("no line end at the end", "a.yaml", yaml.stripTrailing()),
        Arguments.of("JSON in YAML", "a.yaml", jsonAsYaml(json)),
        Arguments.of("flow metadata", "a.yaml", flowed(json, flow)),
        Arguments.of("quoted wrapped keys", "a.yaml", quoted(yaml)),
        Arguments.of("dotenv without line end", "a.env", of("3.13.2", "rich.env").stripTrailing()),
        Arguments.of("INI unaligned", "a.ini", of("3.13.2", "rich.ini").replaceAll(" += ", "=")),
        Arguments.of("INI with CRLF", "a.ini", of("3.13.2", "rich.ini").replace("\n", "\r\n")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layouts")
  void areKept(String name, String path, String text) throws Exception {
    SopsDocument before =
        SopsDocument.parse(Format.ofPath(path), text.getBytes(StandardCharsets.UTF_8));
    List<String> present = recipients(before);
    List<String> more = new ArrayList<>(present);
    more.add(TestKeys.RECIPIENT);

    SopsDocument after = before.withRecipients(more, IDENTITIES);
    String grown = text(after);
    assertThat(recipients(after)).containsExactlyInAnyOrderElementsOf(more);
    assertThat(masked(grown.lines().filter(text.lines().toList()::contains).toList().toString()))
        .isNotEmpty();
    assertThat(isSubsequence(text, grown)).as("only insertions in%n%s", grown).isTrue();

    assertThat(text(after.withRecipients(present, List.of())).stripTrailing())
        .isEqualTo(text.stripTrailing());
    SopsDocument swapped = before.withRecipients(List.of(TestKeys.RECIPIENT), IDENTITIES);
    List<Identity> swappedIn = List.of(TestKeys.identity(TestKeys.IDENTITY));
    assertThat(swapped.decrypt(swappedIn)).isEqualTo(before.decrypt(IDENTITIES));
    assertThat(masked(text(before.withNewDataKey(IDENTITIES)))).isEqualTo(masked(text));

    RealSops sops = new RealSops(folder, TestKeys.IDENTITY);
    assertThat(sops.decrypt(path, after.text())).isEqualTo(before.decrypt(IDENTITIES));
    assertThat(sops.decrypt(path, swapped.text())).isEqualTo(before.decrypt(IDENTITIES));
    assertThat(sops.decrypt(path, after.withNewDataKey(IDENTITIES).text()))
        .isEqualTo(before.decrypt(IDENTITIES));
  }

  private static boolean isSubsequence(String small, String large) {
    int at = 0;
    for (int i = 0; i < large.length() && at < small.length(); i++) {
      if (large.charAt(i) == small.charAt(at)) {
        at++;
      }
    }
    return at == small.length();
  }

  private static String unindented(String yaml) {
    StringBuilder out = new StringBuilder();
    boolean inList = false;
    for (String line : yaml.lines().toList()) {
      inList |= line.equals("    age:");
      boolean isItem = inList && line.startsWith("        ");
      if (inList && !isItem && !line.equals("    age:")) {
        inList = false;
      }
      out.append(isItem ? line.substring(4) : line).append('\n');
    }
    return out.toString();
  }

  private static String jsonAsYaml(String json) {
    return json.replace("\t", "  ");
  }

  private static String flowed(String json, String metadata) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    StringBuilder yaml = new StringBuilder();
    mapper
        .readTree(json)
        .properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals("sops")) {
                yaml.append(entry.getKey()).append(": ").append(entry.getValue()).append('\n');
              }
            });
    return yaml + metadata;
  }

  private static String quoted(String yaml) {
    StringBuilder out = new StringBuilder();
    StringBuilder armor = new StringBuilder();
    boolean inArmor = false;
    for (String line : yaml.lines().toList()) {
      if (line.endsWith("enc: |")) {
        out.append(line, 0, line.length() - 1).append('"');
        inArmor = true;
      } else if (inArmor && line.startsWith("            ")) {
        armor.append(line.strip()).append("\\n");
      } else {
        if (inArmor) {
          out.append(armor).append("\"\n");
          armor.setLength(0);
          inArmor = false;
        }
        out.append(line).append('\n');
      }
    }
    return out.toString();
  }

  private static String of(String version, String name) {
    return new String(new Vectors.Case(version, name).encrypted(), StandardCharsets.UTF_8);
  }

  private static List<String> recipients(SopsDocument document) {
    return document.groups().get(0).stream().map(MasterKey::identifier).toList();
  }

  private static String masked(String text) {
    return text.replaceAll("ENC\\[AES256_GCM,data:[^,]*,iv:[^,]*,tag:[^,]*", "ENC[")
        .replaceAll("(?s)-----BEGIN AGE.*?END AGE", "AGE")
        .replaceAll("lastmodified(\\W+)20[-0-9T:]*Z", "lastmodified$1TIME");
  }

  private static String text(SopsDocument document) {
    return new String(document.text(), StandardCharsets.UTF_8);
  }
}
