package org.keytally.check;

import java.util.Optional;

/**
 * What a finding is about.
 *
 * @param name in full: keys are never shortened here
 * @param owner the person or machine that a recipient or anchor belongs to, where that is known
 */
public record Subject(Type type, String name, Optional<String> owner) {

  public Subject(Type type, String name) {
    this(type, name, Optional.empty());
  }

  /** The types of subjects, spelled as in reports. */
  public enum Type {
    USER,
    MACHINE,
    GROUP,
    RECIPIENT,
    GENERATOR,
    ANCHOR,
    PERSON,
    SECRET,
    VAR,
    FILE,
    LINK,
    RULE,
    KEYFILE,
    REPOSITORY
  }
}
