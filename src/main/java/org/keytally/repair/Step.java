package org.keytally.repair;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One edit of a plan and why it is made.
 *
 * @param rules names of the rules that it satisfies, sorted
 * @param need what it took, or will take
 * @param readers who reads the file before and after, for an encrypted file
 */
public record Step(Edit edit, List<String> rules, Need need, Optional<ReaderChange> readers) {

  public Step {
    rules = List.copyOf(rules);
  }

  static Step of(Edit edit, Collection<String> rules, Need need, Optional<ReaderChange> readers) {
    return new Step(edit, List.copyOf(new TreeSet<>(rules)), need, readers);
  }
}
