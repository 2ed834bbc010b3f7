package org.keytally.sops;

import java.util.List;

/**
 * What {@link SopsDocument#verify} found: nothing, or one problem for each value or field that does
 * not hold. Problems name the field and never hold the value.
 */
public record Verification(List<SopsException> problems) {

  public Verification {
    problems = List.copyOf(problems);
  }

  /** Whether every value authenticates and the MAC is that of the values. */
  public boolean isSound() {
    return problems.isEmpty();
  }
}
