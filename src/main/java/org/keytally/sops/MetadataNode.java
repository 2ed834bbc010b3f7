package org.keytally.sops;

import java.util.List;
import java.util.Map;

/** A part of sops metadata as its store spells it, before anything is understood. */
sealed interface MetadataNode {

  /** Where it begins, from 1. */
  int line();

  /** Entries in file order. */
  record Mapping(Map<String, MetadataNode> entries, int line) implements MetadataNode {}

  record Sequence(List<MetadataNode> items, int line) implements MetadataNode {}

  /**
   * Text, whatever it stands for.
   *
   * @param kind what the store takes the text for; flat stores know only text
   */
  record Scalar(String text, Kind kind, int line) implements MetadataNode {}

  enum Kind {
    TEXT,
    NUMBER_OR_BOOLEAN,
    NULL
  }
}
