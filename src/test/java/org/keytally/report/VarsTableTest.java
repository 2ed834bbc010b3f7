package org.keytally.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keytally.check.VarsOverview;
import org.keytally.check.VarsOverview.Generator;
import org.keytally.check.VarsOverview.Kind;
import org.keytally.check.VarsOverview.Place;
import org.keytally.check.VarsOverview.State;

class VarsTableTest {

  private static final VarsOverview OVERVIEW =
      new VarsOverview(
          true,
          Optional.empty(),
          List.of(
              new Place(
                  Kind.MACHINE,
                  "db01",
                  Optional.empty(),
                  List.of(new Generator("ca", true, 1, Map.of()))),
              new Place(Kind.MACHINE, "mail", Optional.of("attribute missing"), List.of()),
              new Place(
                  Kind.MACHINE,
                  "web01",
                  Optional.empty(),
                  List.of(
                      new Generator("ca", true, 1, Map.of(State.NOT_DEPLOYABLE, List.of("key"))),
                      new Generator("openssh", false, 2, Map.of(State.STALE, List.of())),
                      new Generator(
                          "pw\u001b[2J", false, 2, Map.of(State.MISSING, List.of("a", "b")))))));

  private static String text(VarsOverview overview, boolean every) throws IOException {
    StringWriter out = new StringWriter();
    new VarsTable(Style.PLAIN).write(overview, every, out);
    return out.toString();
  }

  @Test
  void eachMachineIsALineAndEachFaultIsNamed() throws Exception {
    assertThat(text(OVERVIEW, false))
        .isEqualTo(
            """
            db01   complete (1 generator)
            mail   not known: Nix could not evaluate it
            web01  3 of 3 generators not complete
              ca (shared): not deployable key
              openssh: stale
              pw\\x1b[2J: missing a, b

            4 generators in 3 places; 3 not complete.
            """);
  }

  @Test
  void allGeneratorsAreListedWhereThatIsWanted() throws Exception {
    assertThat(text(OVERVIEW.only("db01"), true))
        .isEqualTo(
            """
            db01  complete (1 generator)
              ca (shared): complete, 1 file

            1 generator in 1 place; all are complete.
            """);
  }

  @Test
  void withoutAManifestItSaysSoAndHowToMakeOne() throws Exception {
    VarsOverview tree = new VarsOverview(false, Optional.empty(), OVERVIEW.only("db01").places());
    assertThat(text(tree, false))
        .contains("What Nix declares is not known")
        .contains("keytally manifest")
        .contains("db01  1 generator\n")
        .doesNotContain("complete (")
        .endsWith("1 generator in 1 place.\n");
  }

  @Test
  void programsGetEveryFileOfEveryFault() throws Exception {
    StringWriter out = new StringWriter();
    VarsTable.writeJson(OVERVIEW.only("web01"), out);
    assertThat(out.toString().replaceAll("\\s+", ""))
        .startsWith("{\"schema\":\"keytally/vars/1\",\"manifest\":\"used\"")
        .contains("\"faults\":{\"missing\":[\"a\",\"b\"]}")
        .contains("\"faults\":{\"not-deployable\":[\"key\"]}")
        .contains("\"complete\":false");
  }
}
