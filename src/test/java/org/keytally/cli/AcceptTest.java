package org.keytally.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keytally.demo.FleetBuilder.plain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keytally.RealTools;
import org.keytally.demo.FleetBuilder;

class AcceptTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

  @TempDir Path folder;
  private Clone fleet;
  private final FleetBuilder builder =
      FleetBuilder.seeded(8)
          .shapesOnly()
          .user("alice")
          .user("bob")
          .secret(plain("token"), "alice", "bob")
          .secret(plain("other"), "alice", "bob");

  @BeforeEach
  void aBrokenFleet() throws Exception {
    RealTools.require("git");
    fleet = Clone.init(folder.resolve("fleet"));
    fleet.commit(builder, "Begin");
    fleet.lay(builder.dropRecipient(plain("token"), "bob"));
  }

  private Session keytally(LocalDate day, String... arguments) {
    return new Session(fleet.directory()).on(day).run(arguments);
  }

  private void accept() {
    Session session =
        keytally(TODAY, "check", "--accept", "--reason", "soon", "--expires", "2026-12-01");
    assertThat(session.code()).as(session.err()).isZero();
    assertThat(session.err()).contains("until 2026-12-01 in .keytally.yaml; commit it.");
  }

  @Test
  void whatIsAcceptedPassesUntilItExpires() {
    accept();

    Session before = keytally(LocalDate.of(2026, 12, 1), "check");
    assertThat(before.code()).as(before.out()).isZero();
    assertThat(before.out()).contains("known before and do");
    assertThat(keytally(TODAY, "check", "--show-existing").out())
        .contains("accepted error recipient-missing");
    Session after = keytally(LocalDate.of(2026, 12, 2), "check");
    assertThat(after.code()).isEqualTo(1);
    assertThat(after.out()).containsPattern("until\\s+2026-12-01; it counts again.");
  }

  @Test
  void aFurtherFileUnderAnAcceptedCauseCounts() throws Exception {
    accept();
    String text = Files.readString(fleet.directory().resolve(".keytally.yaml"));
    fleet.lay(builder.dropRecipient(plain("other"), "bob")).write(".keytally.yaml", text);

    assertThat(keytally(TODAY, "check").code()).isEqualTo(1);
  }

  @Test
  void anAcceptanceThatIsNotNeededIsTold() throws Exception {
    accept();
    String text = Files.readString(fleet.directory().resolve(".keytally.yaml"));
    fleet.git("checkout", "-q", "--", ".");
    fleet.write(".keytally.yaml", text);
    Session session = keytally(TODAY, "check");

    assertThat(session.code()).isZero();
    assertThat(session.out()).contains("info acceptance-unused");
  }

  @Test
  void theCommitThatAcceptsPassesItsOwnHookAndTheServerShowsTheChangeOfPolicy() {
    fleet.commit("Break");
    fleet.git("reset", "-q", "--soft", "HEAD~1");
    assertThat(keytally(TODAY, "hook", "run", "pre-commit").code()).isEqualTo(1);
    accept();
    fleet.git("add", "--all");
    assertThat(keytally(TODAY, "hook", "run", "pre-commit").code()).isZero();

    fleet.commit("Break and accept");
    Session review = keytally(TODAY, "check", "--rev", "HEAD", "--base", "HEAD~1");
    assertThat(review.code()).isEqualTo(1);
    assertThat(review.out())
        .containsPattern("It\\s+accepts\\s+[0-9]+\\s+more\\s+finding")
        .contains("+    reason: \"soon\"");
  }

  @Test
  void acceptingNeedsAReasonAndTheWorkTree() {
    String[][] wrong = {
      {"check", "--accept"},
      {"check", "--reason", "x"},
      {"check", "--accept", "--reason", "x", "--base", "HEAD"},
      {"check", "--accept", "--reason", "x", "--rev", "HEAD"},
      {"check", "--accept", "--reason", "x", "--expires", "soon"},
      {"check", "--accept", "--reason", "x", "--expires", "2026-11-20"},
    };
    for (String[] arguments : wrong) {
      assertThat(keytally(TODAY, arguments).code()).as(String.join(" ", arguments)).isEqualTo(2);
    }
    assertThat(fleet.directory().resolve(".keytally.yaml")).doesNotExist();
  }
}
