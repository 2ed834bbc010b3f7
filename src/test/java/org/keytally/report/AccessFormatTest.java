package org.keytally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.report.Samples.ALICE;
import static org.keytally.report.Samples.LOST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keytally.check.Access;
import org.keytally.check.Access.Reason;
import org.keytally.check.AccessChange;
import org.keytally.check.AccessChange.EncryptedFile;
import org.keytally.check.AccessChange.ReaderChange;
import org.keytally.check.Reader;
import org.keytally.report.AccessView.Question;
import org.keytally.sops.KeyType;

class AccessFormatTest {

  private static final Reader PERSON = new Reader(Reader.Kind.PERSON, "alice");
  private static final Reader MACHINE = new Reader(Reader.Kind.MACHINE, "web01");
  private static final Reader NOBODY = new Reader(Reader.Kind.UNKNOWN, LOST);

  private static final EncryptedFile TOKEN =
      new EncryptedFile("token", "sops/secrets/token/secret");

  private static final Access ACCESS =
      new Access(
          List.of(PERSON, MACHINE, NOBODY),
          List.of(
              new Access.Row(
                  TOKEN,
                  Access.Kind.SECRET,
                  Access.Protection.ENCRYPTED,
                  1,
                  1,
                  List.of(
                      new Access.Key(
                          PERSON,
                          KeyType.AGE,
                          ALICE,
                          true,
                          List.of(new Reason.Group("admins", "t/groups/admins", "g/users/alice"))),
                      new Access.Key(NOBODY, KeyType.AGE, LOST, true, List.of()),
                      new Access.Key(
                          MACHINE,
                          KeyType.AGE,
                          Samples.BOB,
                          false,
                          List.of(new Reason.Link("t/machines/web01"))))),
              new Access.Row(
                  new EncryptedFile("web01/ca/key", "vars/per-machine/web01/ca/key/secret"),
                  Access.Kind.VAR,
                  Access.Protection.CLEAR,
                  0,
                  1,
                  List.of())));

  private static AccessView view(Optional<AccessChange> change) {
    return new AccessView(
        "1",
        ACCESS,
        ACCESS,
        Question.EVERYTHING,
        Samples.report().source(),
        change,
        Optional.empty(),
        Optional.empty(),
        Set.of());
  }

  private static String written(AccessFormat format, AccessView view) {
    try (StringWriter out = new StringWriter()) {
      format.write(view, Style.PLAIN, out);
      return out.toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(AccessFormat.class)
  void hostileNamesAreHarmlessInEveryFormat(AccessFormat format) {
    String written = written(format, HostileNames.view());

    HostileNames.assertHarmless(written.replace("\r\n", "\n"));
  }

  @Test
  void hostileNamesAreHarmlessForOneFileAndForReaders() {
    AccessView view = HostileNames.view();
    for (Question question : Question.values()) {
      for (Access.Row row : view.access().rows().subList(0, 8)) {
        Access one = new Access(view.access().readers(), List.of(row));
        AccessView asked =
            new AccessView(
                "1",
                one,
                one,
                question,
                view.source(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of());
        HostileNames.assertHarmless(written(AccessFormat.TEXT, asked));
      }
    }
  }

  @Test
  void aFileInClearIsShownWhereNobodyHasAKey() {
    Access clear = new Access(List.of(), ACCESS.rows().subList(1, 2));
    AccessView view =
        new AccessView(
            "1",
            clear,
            clear,
            Question.EVERYTHING,
            Samples.report().source(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of());

    assertThat(written(AccessFormat.TEXT, view))
        .contains("web01/ca/key  in clear: everybody who has the repository reads it");
  }

  // JSON.

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(Path.of("docs/access.schema.json")), InputFormat.JSON);
  }

  @Test
  void jsonConformsToThePublishedSchema() throws IOException {
    AccessChange change =
        new AccessChange(
            List.of(new ReaderChange(Reader.Kind.PERSON, "alice", List.of(TOKEN), List.of())),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    assertThat(schema().validate(json(Optional.empty()), InputFormat.JSON)).isEmpty();
    assertThat(schema().validate(json(Optional.of(change)), InputFormat.JSON)).isEmpty();
    assertThat(schema().validate("{\"schema\": \"keytally/access/1\"}", InputFormat.JSON))
        .isNotEmpty();
  }

  private static String json(Optional<AccessChange> change) {
    return written(AccessFormat.JSON, view(change));
  }

  @Test
  void jsonTellsKeysInFullAndEveryReason() throws IOException {
    JsonNode files = new ObjectMapper().readTree(json(Optional.empty())).get("files");
    JsonNode keys = files.get(0).get("keys");

    assertThat(keys.findValuesAsText("recipient")).containsExactly(ALICE, LOST, Samples.BOB);
    assertThat(keys.findValuesAsText("standing"))
        .containsExactly("granted", "ungranted", "missing");
    assertThat(keys.get(0).get("reasons").get(0).get("membership").asText())
        .isEqualTo("g/users/alice");
    assertThat(files.get(1).get("protection").asText()).isEqualTo("clear");
  }

  @Test
  void bothSchemasDescribeAChangeAlike() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode ours = mapper.readTree(Path.of("docs/access.schema.json").toFile());
    JsonNode findings = mapper.readTree(Path.of("docs/findings.schema.json").toFile());

    assertThat(ours.at("/properties/change/properties"))
        .isEqualTo(findings.at("/properties/access/properties"));
  }

  // CSV.

  @Test
  void csvHasALineForEachKeyAndForEachFileWithoutKeys() {
    AccessChange change =
        new AccessChange(
            List.of(
                new ReaderChange(Reader.Kind.PERSON, "alice", List.of(TOKEN), List.of()),
                new ReaderChange(Reader.Kind.PERSON, "bob", List.of(), List.of(TOKEN))),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    assertThat(written(AccessFormat.CSV, view(Optional.of(change))).lines())
        .containsExactly(
            "\"path\",\"label\",\"file\",\"reader kind\",\"reader\",\"key type\",\"key\",\"standing\","
                + "\"why\",\"change\"",
            "\"sops/secrets/token/secret\",\"token\",\"secret\",\"person\",\"alice\",\"age\",\""
                + ALICE
                + "\",\"granted\",\"group admins\",\"gains\"",
            "\"sops/secrets/token/secret\",\"token\",\"secret\",\"unknown\",\""
                + LOST
                + "\",\"age\",\""
                + LOST
                + "\",\"ungranted\",\"no reason: extra recipient\",\"\"",
            "\"sops/secrets/token/secret\",\"token\",\"secret\",\"machine\",\"web01\",\"age\",\""
                + Samples.BOB
                + "\",\"missing\",\"link\",\"\"",
            "\"vars/per-machine/web01/ca/key/secret\",\"web01/ca/key\",\"var\",\"\",\"\",\"\",\"\",\"\","
                + "\"in clear: everybody who has the repository reads it\",\"\"",
            "\"sops/secrets/token/secret\",\"token\",\"\",\"person\",\"bob\",\"\",\"\",\"none\",\"\","
                + "\"loses\"");
  }

  @Test
  void noNameIsAFormulaInASpreadsheet() {
    for (String name :
        List.of("=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "  =1", "\t=1", "\uff1d1", "%0")) {
      EncryptedFile file = new EncryptedFile(name, name);
      Access access =
          new Access(
              List.of(),
              List.of(
                  new Access.Row(
                      file, Access.Kind.FILE, Access.Protection.CLEAR, 0, 1, List.of())));
      AccessView view =
          new AccessView(
              "1",
              access,
              access,
              Question.EVERYTHING,
              Samples.report().source(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Set.of());
      String line = written(AccessFormat.CSV, view).lines().skip(1).findFirst().orElseThrow();

      assertThat(line)
          .satisfiesAnyOf(
              text -> assertThat(text).startsWith("\"'"),
              text -> assertThat(text).startsWith("\"\\t"));
    }
  }

  @Test
  void aQuotationMarkDoesNotEndACell() {
    String written = written(AccessFormat.CSV, HostileNames.view());

    assertThat(written.lines()).allSatisfy(line -> assertThat(cells(line)).hasSize(10));
  }

  /** The cells of a line by RFC 4180, section 2. */
  private static List<String> cells(String line) {
    Matcher cell = Pattern.compile("\"((?:[^\"]++|\"\")*+)\"(,|$)").matcher(line);
    List<String> cells = new ArrayList<>();
    int end = 0;
    while (end < line.length() && cell.find(end) && cell.start() == end) {
      cells.add(cell.group(1));
      end = cell.end();
    }
    assertThat(end).isEqualTo(line.length());
    return cells;
  }

  // HTML.

  private static String page(AccessView view) {
    return written(AccessFormat.HTML, view);
  }

  @Test
  void thePageLoadsNothingAndRunsOnlyItsOwnScript() throws Exception {
    String page = page(HostileNames.view());
    String script = HtmlPage.resource("access.js");

    assertThat(page)
        .contains("default-src 'none'; style-src 'sha256-")
        .contains("; script-src '" + digest(script) + "'; base-uri 'none'; form-action 'none'\">")
        .contains("<script>" + script + "</script>")
        .contains("prefers-color-scheme: dark")
        .doesNotContain("unsafe-inline");
    assertThat(page.indexOf("<script")).isEqualTo(page.lastIndexOf("<script"));
    Matcher style = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL).matcher(page);
    assertThat(style.find()).isTrue();
    assertThat(page).contains("style-src '" + digest(style.group(1)) + "'");
    assertThat(script)
        .doesNotContain("innerHTML")
        .doesNotContain("eval")
        .doesNotContain("http")
        .doesNotContain("</");
  }

  private static String digest(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  @Test
  void hostileNamesAddNoTagAndNoAttribute() {
    Set<String> elements = new TreeSet<>();
    Set<String> attributes = new TreeSet<>();
    String body = page(HostileNames.view()).replaceAll("(?s)<(style|script)>.*?</\\1>", "");
    Matcher tag = Pattern.compile("<(/?[a-zA-Z!][^\\s>]*)((?:[^>\"]|\"[^\"]*\")*)>").matcher(body);
    while (tag.find()) {
      elements.add(tag.group(1));
      Matcher attribute = Pattern.compile("([a-zA-Z-]+)(=\"[^\"]*\")?").matcher(tag.group(2));
      while (attribute.find()) {
        attributes.add(attribute.group(1));
        if (attribute.group(1).equals("href")) {
          assertThat(attribute.group(2)).matches("=\"#[a-z0-9]+\"");
        }
      }
    }

    assertThat(elements)
        .doesNotContain("img", "script", "iframe", "failure", "link")
        .allMatch(element -> element.matches("!doctype|/?[a-z][a-z0-9]*"));
    assertThat(attributes)
        .doesNotContain("src", "style", "action", "xlink:href")
        .noneMatch(attribute -> attribute.startsWith("on"));
  }

  @Test
  void theMatrixNamesReadersFilesAndReasons() {
    String page = page(view(Optional.empty()));

    assertThat(page)
        .contains("title=\"machine web01\" class=\"first\"")
        .contains("<td class=\"g\" data-why=\"0\">●</td><td class=\"m\" data-why=\"1\">–</td>")
        .contains("<li>group admins</li><li>link</li><li>no reason: extra recipient</li>")
        .contains("in clear: everybody who has the repository reads it")
        .contains("Vars of web01")
        .doesNotContain("id=\"findings\"")
        .doesNotContain("id=\"generators\"");
  }
}
