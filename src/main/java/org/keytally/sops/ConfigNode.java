package org.keytally.sops;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A part of {@code .sops.yaml} with aliases followed, merges done and every line kept. */
sealed interface ConfigNode {

  /** A scalar as written. */
  record Text(String value, boolean isNull) implements ConfigNode {}

  /** A list. */
  record Items(List<Use> uses) implements ConfigNode {}

  /** A mapping; the names in the order of the file, merged ones last. */
  record Fields(Map<String, Field> byName) implements ConfigNode {

    Optional<Use> use(String name) {
      Field field = byName.get(name);
      return field == null ? Optional.empty() : Optional.of(field.use());
    }
  }

  /**
   * One entry of a mapping.
   *
   * @param line of the name
   */
  record Field(int line, Use use) {}

  /**
   * A place where a node stands, directly or through an alias.
   *
   * @param anchor the name of the anchor at the node, or that the alias names
   * @param line of the place, from 1
   */
  record Use(ConfigNode node, Optional<String> anchor, int line) {}
}
