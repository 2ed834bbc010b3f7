package org.keytally.check;

import java.util.List;
import java.util.Optional;
import org.keytally.config.Severity;

/**
 * One thing that is wrong, with its cause rather than its symptoms.
 *
 * @param rule kebab-case name
 * @param path where it is, relative to the repository root; absent for findings of the workstation
 * @param line from 1; 0 where there is none
 * @param paths all files it concerns where one cause covers several; empty otherwise
 * @param message what is wrong and what it means for the fleet, one or two sentences
 * @param fix the command that mends it, or what a person must decide
 */
public record Finding(
    String rule,
    Severity severity,
    Optional<String> path,
    int line,
    List<String> paths,
    Subject subject,
    String message,
    Optional<String> fix,
    EvidenceKind evidence) {

  public Finding {
    paths = List.copyOf(paths);
  }
}
