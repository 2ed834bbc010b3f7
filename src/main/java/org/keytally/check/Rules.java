package org.keytally.check;

import java.util.List;

/** All rules. A new rule is one class, one row here, and one page in {@code docs/rules/}. */
public final class Rules {

  private Rules() {}

  /** In the order in which reports show their findings. */
  public static final List<Rule> ALL = List.of();
}
