package org.keytally.clan;

import java.util.List;

/** What one {@code key.json} tells: all that could be read, and what is wrong with it. */
public record KeyFile(List<PublishedKey> keys, List<Problem> problems) {

  public KeyFile {
    keys = List.copyOf(keys);
    problems = List.copyOf(problems);
  }
}
