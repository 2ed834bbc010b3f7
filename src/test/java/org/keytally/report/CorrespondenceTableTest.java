package org.keytally.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keytally.check.Correspondence;
import org.keytally.check.Correspondence.Cell;
import org.keytally.check.Correspondence.Column;
import org.keytally.check.Correspondence.Row;
import org.keytally.check.Correspondence.State;

class CorrespondenceTableTest {

  private static String text(Row... rows) {
    StringWriter out = new StringWriter();
    try {
      new CorrespondenceTable(Style.PLAIN).write(new Correspondence(List.of(rows)), out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString();
  }

  @Test
  void eachPersonIsALineAndEachDifferenceIsExplained() {
    String text =
        text(
            new Row(
                "alice",
                List.of(
                    new Cell(Column.USER_KEY, State.TALLIES, "sops/users/alice/key.json"),
                    new Cell(Column.ANCHOR, State.DIFFERS, "&alice is " + Samples.LOST),
                    new Cell(Column.KEY_FILE, State.ABSENT, ""),
                    new Cell(Column.SSH, State.NOT_CHECKED, "no ssh key declared"))));

    assertThat(text)
        .isEqualTo(
            """
            person  user key     anchor       key file     ssh
            alice   tallies      differs      absent       not checked

            alice
              anchor differs: &alice is age1zzzs…nnnn

            1 person; the keys of 1 differ.
            Not checked: ssh (no ssh key declared).
            """);
  }

  @Test
  void theTableFitsEightyColumnsWhateverTheNames() {
    String text =
        text(
            new Row("a-very-long-name-of-a-person-" + "x".repeat(100), List.of()),
            new Row("bell\u0007", List.of(new Cell(Column.ANCHOR, State.TALLIES, ""))));

    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
    assertThat(text).contains("a-very-long-name-of-a…").contains("bell\\x07");
  }

  @Test
  void withoutPersonsItSaysSo() {
    assertThat(text()).startsWith("No person is known here");
  }
}
