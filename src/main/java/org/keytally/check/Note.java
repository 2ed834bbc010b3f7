package org.keytally.check;

import java.util.List;
import java.util.Optional;

/**
 * Something that a reader of a report has to know and that is no fault, such as a change of policy.
 *
 * @param path of the file it is about, relative to the repository root
 * @param message one or two sentences
 * @param difference lines of the file that go, after {@code -}, and that come, after {@code +};
 *     bounded in number and length
 */
public record Note(Optional<String> path, String message, List<String> difference) {

  public Note {
    difference = List.copyOf(difference);
  }
}
