package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.history.ScriptedFleet.path;
import static org.keytally.history.ScriptedFleet.rewrapped;
import static org.keytally.history.ScriptedFleet.sealed;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.history.ScriptedFleet;

class ExposureCommandTest {

  private static final String ALICE = "age1alice";
  private static final String CAROL = "age1carol";

  @TempDir private Path folder;
  private ScriptedFleet fleet;

  @BeforeEach
  void begin() throws Exception {
    fleet = new ScriptedFleet(Files.createDirectories(folder.resolve("fleet")));
    fleet.user("alice", ALICE).user("carol", CAROL);
    fleet.write(path("kept"), sealed("a", "v", ALICE, CAROL));
    fleet.write(path("renewed"), sealed("b", "v", ALICE, CAROL)).commit("c1");
    fleet.write(path("kept"), rewrapped("a", "v", ALICE));
    fleet.write(path("renewed"), rewrapped("b", "v", ALICE)).delete("sops/users/carol");
    fleet.commit("c2");
    fleet.write(path("renewed"), sealed("b2", "v2", ALICE)).commit("c3");
  }

  private Session keytally(Path directory, String... args) {
    return new Session(directory).run(args);
  }

  private Session exposure(String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "exposure";
    System.arraycopy(options, 0, args, 1, options.length);
    return keytally(fleet.directory(), args);
  }

  private String shortId(String revision) {
    return fleet.git("rev-parse", revision).substring(0, 10);
  }

  @Test
  void whatMustBeReplacedIsToldWithDates() {
    Session session = exposure();
    assertThat(session.err()).isEmpty();
    assertThat(session.out())
        .isEqualTo(
            """
            History of 3 commits up to %s: 2 keys could ever read something, 1 of
            them is nobody's today.

            carol: age1carol
              Nobody's today; given up 2024-01-03 (%s) by Ada <ada@example.org>.
              1 value must be replaced: the key could open what is still the current value:
                readable since 2024-01-02 (%s), taken away 2024-01-03 (%s):
                  sops/secrets/kept/secret
              1 value encrypted again with another data key since:
                readable since 2024-01-02 (%s), taken away 2024-01-03 (%s),
                  written again 2024-01-04 (%s):
                  sops/secrets/renewed/secret

            1 value of 1 key must be replaced at the source: a new password, a new token.
            Encrypting the old value again changes nothing for whoever has read it.
            """
                .formatted(
                    shortId("HEAD"),
                    shortId("HEAD~1"),
                    shortId("HEAD~2"),
                    shortId("HEAD~1"),
                    shortId("HEAD~2"),
                    shortId("HEAD~1"),
                    shortId("HEAD")));
    assertThat(session.code()).isEqualTo(1);
  }

  @Test
  void keysAreChosenByUserOrText() {
    assertThat(exposure("--user", "carol").code()).isEqualTo(1);
    assertThat(exposure("--key", CAROL).out()).contains("sops/secrets/kept/secret");
    Session alice = exposure("--user", "alice");
    assertThat(alice.out()).contains("2 values still readable");
    assertThat(alice.code()).isZero();
    Session nobody = exposure("--machine", "web01");
    assertThat(nobody.code()).isEqualTo(2);
    assertThat(nobody.err()).contains("no file was ever encrypted to machine web01");
    assertThat(exposure("--user", "carol", "--key", CAROL).code()).isEqualTo(2);
  }

  @Test
  void anEarlierCommitIsItsOwnToday() {
    assertThat(exposure("--rev", "HEAD~2").code()).isZero();
    assertThat(exposure("--rev", "HEAD~1").out()).contains("2 values must be replaced");
    assertThat(exposure("--rev", "nowhere").code()).isEqualTo(3);
  }

  @Test
  void theJsonIsOfItsSchema() throws Exception {
    fleet.write("plain.json", "{\"a\": 1}");
    fleet.write(
        "key.txt", "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX");
    fleet.commit("c4");
    fleet.write("plain.json", sealed("x", "v", ALICE)).commit("c5");
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("docs/exposure.schema.json")));
    String json = exposure("--format", "json").out();
    assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    assertThat(json)
        .contains("\"unchanged\"", "\"changed\"", "\"privateKeys\"", "\"clearTexts\"")
        .contains("plain.json", "key.txt")
        .doesNotContain("GFPYYSJ");
    String single = exposure("--key", CAROL, "--format", "json").out();
    assertThat(schema.validate(single, InputFormat.JSON)).isEmpty();
    assertThat(single).doesNotContain("privateKeys");
  }

  @Test
  void theChecklistHasOneItemForEachValueToReplace() {
    String markdown = exposure("--format", "markdown").out();
    assertThat(markdown)
        .contains("### carol\n")
        .contains("- [ ] `sops/secrets/kept/secret`: readable since 2024-01-02")
        .doesNotContain("renewed");
  }

  @Test
  void aShallowCloneSaysWhatItCannotKnowAndIsNoPass() {
    Path shallow = folder.resolve("shallow");
    fleet.cloneTo(shallow, "--depth=1");
    Session session = keytally(shallow, "exposure");
    assertThat(session.out().replaceAll("\\s+", " "))
        .contains("The clone is shallow")
        .contains("git fetch --unshallow")
        .contains("which proves nothing of the rest");
    assertThat(session.code()).isEqualTo(3);
    Session check = keytally(shallow, "check", "--history", "--only", "revoked-not-rotated");
    assertThat(check.out().replaceAll("\\s+", " "))
        .contains("history (the clone is shallow, only 1 commit looked at; git fetch --unshallow)");
    Path deeper = folder.resolve("deeper");
    fleet.cloneTo(deeper, "--depth=3");
    assertThat(keytally(deeper, "exposure").code()).isEqualTo(1);
  }

  @Test
  void checkCountsWhatAChangeBringsAndNotWhatWasThere() {
    String[] history = {
      "check", "--history", "--only", "revoked-not-rotated", "--fail-on", "warning"
    };
    Session whole = keytally(fleet.directory(), history);
    assertThat(whole.code()).isEqualTo(1);
    assertThat(whole.out()).contains("revoked-not-rotated").contains("(3 commits looked at)");
    String[] since = {
      "check", "--history", "--only", "revoked-not-rotated", "--fail-on", "warning", "--base", ""
    };
    since[since.length - 1] = "HEAD~2";
    assertThat(keytally(fleet.directory(), since).code()).isEqualTo(1);
    since[since.length - 1] = "HEAD~1";
    assertThat(keytally(fleet.directory(), since).code()).isZero();
  }

  @Test
  void aRepositoryWithoutCommitsHasNoHistory() throws Exception {
    ScriptedFleet empty = new ScriptedFleet(Files.createDirectories(folder.resolve("empty")));
    empty.user("alice", ALICE);
    Session check = keytally(empty.directory(), "check", "--history");
    assertThat(check.out().replaceAll("\\s+", " ")).contains("history (there is no commit yet)");
    assertThat(keytally(empty.directory(), "exposure").code()).isEqualTo(3);
  }
}
