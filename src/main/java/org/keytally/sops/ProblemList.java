package org.keytally.sops;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The problems of one file while it is read; bounded, because a file may be wrong in each line. */
final class ProblemList {

  private static final int MAX = 100;

  private final List<SopsProblem> problems = new ArrayList<>(0);

  void add(SopsProblem.Kind kind, int line, String message) {
    add(kind, line, Optional.empty(), message);
  }

  void add(SopsProblem.Kind kind, int line, Optional<String> recipient, String message) {
    if (problems.size() < MAX) {
      problems.add(new SopsProblem(kind, line, recipient, message));
    }
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  /** In the order of the file. */
  List<SopsProblem> toList() {
    if (problems.size() > 1) {
      problems.sort(
          new Comparator<SopsProblem>() {
            @Override
            public int compare(SopsProblem left, SopsProblem right) {
              return Integer.compare(left.line(), right.line());
            }
          });
    }
    return List.copyOf(problems);
  }
}
