package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.git.Commit;
import org.keytally.git.HistoryExtent;
import org.keytally.history.Exposure;
import org.keytally.history.KeyExposure;
import org.keytally.history.ReadValue;
import org.keytally.history.ReadValue.State;
import org.keytally.report.TextPage.Ink;

/** What keys could ever read, and what of it must be replaced, for a person. */
public final class ExposureText {

  /** Values listed for one state where lists are cut. */
  private static final int LISTED = 12;

  /** Former paths named for one value. */
  private static final int NAMED = 2;

  private final Style style;

  public ExposureText(Style style) {
    this.style = style;
  }

  /**
   * Writes the page.
   *
   * @param keys those that were asked for
   * @param whole whether everything was asked for, and not single keys
   */
  public void write(Exposure exposure, List<KeyExposure> keys, boolean whole, Writer out)
      throws IOException {
    TextPage page = new TextPage(style, out);
    Map<String, String> names = new HashMap<>();
    ShortKeys shortKeys = new ShortKeys(style.ellipsis(), names);
    for (KeyExposure key : keys) {
      shortKeys.note(key.recipient());
    }
    page.paragraph(0, safe(extent(exposure)), Ink.NONE);
    for (String gap : gaps(exposure.extent())) {
      page.paragraph(0, safe(gap), Ink.YELLOW);
    }
    for (KeyExposure key : keys) {
      page.end();
      write(key, shortKeys, page);
    }
    if (whole) {
      privateKeys(exposure.privateKeys(), page);
      clearTexts(exposure.clearTexts(), page);
    }
    page.end();
    int values = 0;
    int holders = 0;
    for (KeyExposure key : keys) {
      int replace = key.toReplace().size();
      values += replace;
      holders += replace > 0 ? 1 : 0;
    }
    if (values == 0) {
      page.paragraph(
          0, nothing(exposure.extent()), exposure.extent().isComplete() ? Ink.GREEN : Ink.YELLOW);
    } else {
      page.paragraph(
          0,
          count(values, "value")
              + " of "
              + count(holders, "key")
              + " must be replaced at the source: a new password, a new token. Encrypting the old"
              + " value again changes nothing for whoever has read it.",
          Ink.RED);
    }
  }

  /** What is said where nothing was found; without the whole history that is no pass. */
  static String nothing(HistoryExtent extent) {
    return extent.isComplete()
        ? "No value has to be replaced because of a key that was taken away."
        : "No value to replace was found in the part of the history that is here, which proves"
            + " nothing of the rest.";
  }

  /** How much was looked at. */
  static String extent(Exposure exposure) {
    int nobodys = 0;
    for (KeyExposure key : exposure.keys()) {
      nobodys += key.registered() ? 0 : 1;
    }
    return "History of "
        + count(exposure.extent().commits(), "commit")
        + " up to "
        + Commits.id(exposure.tip())
        + ": "
        + count(exposure.keys().size(), "key")
        + " could ever read something, "
        + nobodys
        + " of them "
        + (nobodys == 1 ? "is" : "are")
        + " nobody's today.";
  }

  /** What could not be looked at; sentences. */
  static List<String> gaps(HistoryExtent extent) {
    List<String> gaps = new ArrayList<>();
    if (extent.boundaries() > 0) {
      gaps.add(
          "The clone is shallow: what happened before "
              + count(extent.boundaries(), "commit")
              + " at its edge is not here, so keys may be missing below and dates may be earlier."
              + " Fetch the rest with: git fetch --unshallow");
    }
    if (extent.missing() > 0) {
      gaps.add(
          count(extent.missing(), "content")
              + " of the history "
              + (extent.missing() == 1 ? "is" : "are")
              + " not here"
              + (extent.partial()
                  ? " because the clone is partial. Fetch them with: git fetch --refetch"
                      + " --no-filter"
                  : ". Run git fsck to find the damage."));
    }
    return gaps;
  }

  private void write(KeyExposure key, ShortKeys keys, TextPage page) throws IOException {
    String shown =
        style.detail() == Style.Detail.FULL ? key.recipient() : keys.named(key.recipient());
    page.paragraph(
        0, 2, safe(key.owner().isPresent() ? key.owner().get() + ": " + shown : shown), Ink.BOLD);
    page.paragraph(2, safe(standing(key)), Ink.NONE);
    values(
        key,
        State.UNCHANGED,
        "must be replaced: the key could open what is still the current value",
        Ink.RED,
        page);
    values(
        key,
        State.EDITED,
        "must be replaced: written since, but with the data key that this key could open",
        Ink.RED,
        page);
    values(
        key,
        State.UNCERTAIN,
        "written since, while recipients changed in the same commit; whether the data key is new"
            + " cannot be told, so replace what is not known to be new",
        Ink.YELLOW,
        page);
    values(
        key,
        State.READS,
        key.disclosed().isPresent()
            ? "must be replaced: the private key stood in clear in "
                + key.disclosed().get()
                + ", and it is a recipient today"
            : "still readable: the key is a recipient today",
        key.disclosed().isPresent() ? Ink.RED : Ink.YELLOW,
        page);
    values(key, State.CHANGED, "encrypted again with another data key since", Ink.NONE, page);
    values(key, State.DELETED, "not in the repository any more", Ink.NONE, page);
  }

  /** Whose key it is today; a sentence. */
  static String standing(KeyExposure key) {
    if (key.registered()) {
      return "Registered today.";
    }
    return key.departed().isPresent()
        ? "Nobody's today; given up " + Commits.signed(key.departed().get()) + "."
        : "Nobody's today, and no key file or anchor of the history names it.";
  }

  private void values(KeyExposure key, State state, String title, Ink ink, TextPage page)
      throws IOException {
    int count = key.count(state);
    if (count == 0) {
      return;
    }
    page.paragraph(2, 4, count(count, "value") + " " + safe(title) + ":", ink);
    boolean all =
        style.detail() == Style.Detail.FULL || state == State.UNCHANGED || state == State.EDITED;
    int listed = 0;
    String heading = "";
    for (ReadValue value : key.values()) {
      if (value.state() != state) {
        continue;
      }
      if (!all && ++listed > LISTED) {
        page.paragraph(4, "and " + (count - LISTED) + " more; -v lists them", Ink.DIM);
        return;
      }
      String dates = facts(value);
      if (!dates.equals(heading)) {
        heading = dates;
        page.paragraph(
            4,
            6,
            safe(dates.isEmpty() ? "in the history that is here, no commit says since when" : dates)
                + ":",
            Ink.DIM);
      }
      page.paragraph(
          6, 8, safe(value.path() + formerly(value.formerPaths()) + machineKey(value)), Ink.NONE);
    }
  }

  /** When a value could be read; clauses, or nothing. */
  static String facts(ReadValue value) {
    List<String> clauses = new ArrayList<>();
    if (value.from().isPresent()) {
      clauses.add("readable since " + Commits.dated(value.from().get()));
    }
    if (value.lost().isPresent()) {
      clauses.add(
          (value.state() == State.DELETED ? "gone " : "taken away ")
              + Commits.dated(value.lost().get()));
    }
    if (value.changed().isPresent()) {
      clauses.add("written again " + Commits.dated(value.changed().get()));
    } else if (isWritten(value.state())) {
      clauses.add("written again since the last commit");
    }
    return String.join(", ", clauses);
  }

  /** Where else a value stood: a parenthesis, or nothing. */
  private static String formerly(List<String> paths) {
    if (paths.isEmpty()) {
      return "";
    }
    int shown = Math.min(NAMED, paths.size());
    int more = paths.size() - shown;
    return " (also at "
        + String.join(", ", paths.subList(0, shown))
        + (more > 0 ? " and " + count(more, "other path") : "")
        + ')';
  }

  /** What hangs on a value that is a private key; empty for others. */
  static String machineKey(ReadValue value) {
    return value.machineKey().isPresent()
        ? ": the private key of machine " + value.machineKey().get() + ", which opens what it reads"
        : "";
  }

  private static boolean isWritten(State state) {
    return switch (state) {
      case EDITED, UNCERTAIN, CHANGED -> true;
      case UNCHANGED, READS, DELETED -> false;
    };
  }

  private void privateKeys(List<Exposure.PrivateKeyInClear> found, TextPage page)
      throws IOException {
    if (found.isEmpty()) {
      return;
    }
    page.end();
    page.paragraph(
        0,
        2,
        count(found.size(), "private key")
            + " stood in clear; whoever has a clone has them, whatever was deleted since:",
        Ink.BOLD);
    for (Exposure.PrivateKeyInClear key : found) {
      page.paragraph(2, 4, safe(sentence(key)), Ink.NONE);
    }
  }

  /** Where a private key stood, and when. */
  static String sentence(Exposure.PrivateKeyInClear key) {
    return key.path()
        + ':'
        + key.line()
        + ": "
        + key.what()
        + " ("
        + key.key()
        + ')'
        + ", since "
        + Commits.signed(key.since())
        + until(key.until());
  }

  private void clearTexts(List<Exposure.ClearText> found, TextPage page) throws IOException {
    if (found.isEmpty()) {
      return;
    }
    page.end();
    page.paragraph(
        0,
        2,
        count(found.size(), "file")
            + " that sops encrypts stood in clear; what was in it must be replaced:",
        Ink.BOLD);
    for (Exposure.ClearText text : found) {
      page.paragraph(2, 4, safe(sentence(text)), Ink.NONE);
    }
  }

  /** Which file stood in clear, and when. */
  static String sentence(Exposure.ClearText text) {
    return text.path() + ", since " + Commits.signed(text.since()) + until(text.until());
  }

  private static String until(Optional<Commit> until) {
    return until.isPresent() ? ", until " + Commits.signed(until.get()) : ", still there";
  }

  static String count(int number, String singular) {
    return number == 1 ? "1 " + singular : number + " " + singular + "s";
  }

  private String safe(String text) {
    return Printable.of(text, style.unicode());
  }
}
