package org.keytally.check;

import java.util.List;

/**
 * Each person and whether the keys that go by that person's name, wherever they stand, tally.
 *
 * @param rows by person, sorted
 * @param hosts machines of which an ssh host key is known, sorted
 */
public record Correspondence(List<Row> rows, List<Row> hosts) {

  public Correspondence {
    rows = List.copyOf(rows);
    hosts = List.copyOf(hosts);
  }

  /** Whether a key of anybody differs. */
  public boolean differs() {
    for (Row row : rows) {
      if (row.differs()) {
        return true;
      }
    }
    for (Row host : hosts) {
      if (host.differs()) {
        return true;
      }
    }
    return false;
  }

  /** Without hosts. */
  public Correspondence(List<Row> rows) {
    this(rows, List.of());
  }

  /**
   * One person, or one machine.
   *
   * @param cells one for each column that was looked at, in the order of {@link Column}
   */
  public record Row(String person, List<Cell> cells) {

    public Row {
      cells = List.copyOf(cells);
    }

    /** Whether a place has another key. */
    public boolean differs() {
      for (Cell cell : cells) {
        if (cell.state() == State.DIFFERS) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * What one place says of one person.
   *
   * @param detail for a person: whose key or which file it is, or why it was not checked; empty
   *     where there is nothing to say. Recipients stand in it in full.
   * @param remedy a clause with the command that resolves it; empty where nothing is to be done
   */
  public record Cell(Column column, State state, String detail, String remedy) {

    /** Without a remedy. */
    public Cell(Column column, State state, String detail) {
      this(column, state, detail, "");
    }
  }

  /** The places where a person's key stands. */
  public enum Column {
    /** {@code sops/users/NAME/key.json}; of a machine, {@code sops/machines/NAME/key.json}. */
    USER_KEY,
    /** The anchor in {@code .sops.yaml}. */
    ANCHOR,
    /** The workstation's key file. */
    KEY_FILE,
    /** The ssh key, as declared or as the password manager holds it. */
    SSH
  }

  /** How a place compares with the person's key. */
  public enum State {
    TALLIES,
    DIFFERS,
    /** There is no key of the person. */
    ABSENT,
    NOT_CHECKED
  }
}
