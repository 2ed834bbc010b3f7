package org.keytally.repair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a transaction has to know to be undone, as text in the git directory: one line for each
 * edit, and the word {@code end}, without which it was never begun.
 *
 * @param begun ISO 8601, UTC
 * @param folders that are made for new links, outermost first
 */
record Journal(String begun, List<String> folders, List<Entry> entries) {

  private static final String HEADER = "keytally-transaction 1";

  Journal {
    folders = List.copyOf(folders);
    entries = List.copyOf(entries);
  }

  /**
   * One edit.
   *
   * @param temporary name that the new content has beside the path before it takes its place
   * @param target of the link that stood there; empty for anything else
   */
  record Entry(String path, State before, State after, String temporary, String target) {}

  byte[] text() {
    StringBuilder text = new StringBuilder(HEADER).append('\n').append(begun).append('\n');
    for (String folder : folders) {
      text.append("folder ").append(PathText.hex(folder)).append('\n');
    }
    for (Entry entry : entries) {
      text.append("edit ")
          .append(PathText.hex(entry.path()))
          .append(' ')
          .append(spelled(entry.before()))
          .append(' ')
          .append(spelled(entry.after()))
          .append(' ')
          .append(PathText.hex(entry.temporary()))
          .append(' ')
          .append(PathText.hex(entry.target()))
          .append(".\n");
    }
    return text.append("end\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String spelled(State state) {
    return state.kind() + ":" + state.digest();
  }

  static Journal parse(byte[] text) throws IOException {
    String[] lines = new String(text, StandardCharsets.UTF_8).split("\n", -1);
    if (lines.length < 4 || !lines[0].equals(HEADER) || !lines[lines.length - 2].equals("end")) {
      throw new IOException("the journal of an unfinished repair is damaged");
    }
    List<String> folders = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    try {
      for (int i = 2; i < lines.length - 2; i++) {
        String[] words = lines[i].split(" ", -1);
        if (words[0].equals("folder")) {
          folders.add(PathText.fromHex(words[1]));
        } else {
          entries.add(
              new Entry(
                  PathText.fromHex(words[1]),
                  state(words[2]),
                  state(words[3]),
                  PathText.fromHex(words[4]),
                  PathText.fromHex(words[5].substring(0, words[5].length() - 1))));
        }
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("the journal of an unfinished repair is damaged", e);
    }
    return new Journal(lines[1], folders, entries);
  }

  private static State state(String word) {
    int colon = word.indexOf(':');
    return new State(State.Kind.valueOf(word.substring(0, colon)), word.substring(colon + 1));
  }
}
