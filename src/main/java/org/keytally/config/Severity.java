package org.keytally.config;

/** How much a finding matters; from worst to least, {@link #OFF} disables a rule. */
public enum Severity {
  ERROR,
  WARNING,
  INFO,
  OFF;

  /** Whether this is as bad as another, or worse. */
  public boolean atLeast(Severity other) {
    return this != OFF && compareTo(other) <= 0;
  }
}
