package org.keytally.sops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches the leaves of a file while its store is scanned: sums up the encrypted ones and remembers
 * those in clear, because the selection rule that judges them stands at the end of the file.
 */
final class LeafAudit {

  private static final int MAX_REMEMBERED = 200_000;
  private static final int MAX_NAME = 120;

  private static final class Path {
    final @Nullable Path parent;
    final String key;

    Path(@Nullable Path parent, String key) {
      this.parent = parent;
      this.key = key;
    }
  }

  private record Clear(@Nullable Path path, int line) {}

  private final ProblemList problems;
  private final CiphertextDigest digest = new CiphertextDigest();
  private final List<Clear> inClear = new ArrayList<>(0);
  private @Nullable Path current;
  private boolean overflow;

  LeafAudit(ProblemList problems) {
    this.problems = problems;
  }

  void enter(String key) {
    current = new Path(current, key);
  }

  void leave() {
    Path path = current;
    if (path != null) {
      current = path.parent;
    }
  }

  /** Takes a text leaf. The empty text is never encrypted. */
  void text(String value, int line) {
    if (value.isEmpty()) {
      return;
    }
    if (!EncryptedText.claims(value)) {
      clear(line);
      return;
    }
    digest.add(value);
    Optional<String> fault = EncryptedText.fault(value);
    if (fault.isPresent()) {
      problems.add(
          SopsProblem.Kind.BAD_VALUE,
          line,
          "the encrypted value of " + name(current) + ' ' + fault.get());
    }
  }

  /** Takes a leaf in clear that is neither null nor empty. */
  void clear(int line) {
    int size = inClear.size();
    if (size > 0 && inClear.get(size - 1).path() == current) {
      // Items of one list stand or fall together.
      return;
    }
    if (size < MAX_REMEMBERED) {
      inClear.add(new Clear(current, line));
    } else {
      overflow = true;
    }
  }

  Optional<String> ciphertext() {
    return digest.text();
  }

  /** Reports every leaf in clear: for stores that know no selection. */
  void judgeWithoutSelection() {
    for (Clear leaf : inClear) {
      report(leaf);
    }
  }

  /** Reports the leaves in clear that a rule on their path wants encrypted. */
  void judge(SelectionRule.Selection selection) {
    List<String> keys = new ArrayList<>();
    for (Clear leaf : inClear) {
      keys.clear();
      for (Path path = leaf.path(); path != null; path = path.parent) {
        keys.add(path.key);
      }
      if (selection.selects(keys, List.of(), false)) {
        report(leaf);
      }
    }
    if (overflow) {
      problems.add(
          SopsProblem.Kind.TOO_LARGE, 0, "it holds more values in clear than can be checked");
    }
  }

  private void report(Clear leaf) {
    problems.add(
        SopsProblem.Kind.VALUE_IN_CLEAR,
        leaf.line(),
        "the value of " + name(leaf.path()) + " stands in clear");
  }

  private static String name(@Nullable Path path) {
    StringBuilder name = new StringBuilder();
    for (Path step = path; step != null && name.length() < MAX_NAME; step = step.parent) {
      if (step != path) {
        name.insert(0, '.');
      }
      name.insert(
          0, step.key.length() > MAX_NAME ? step.key.substring(0, MAX_NAME) + "…" : step.key);
    }
    return name.length() == 0 ? "the document" : name.toString();
  }
}
