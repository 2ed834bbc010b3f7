package org.keytally.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Values by what they have in common. Without a lambda: a hook does not wait for one to be made.
 */
final class Grouping {

  private Grouping() {}

  /** Puts a value to those of the same key. */
  static <K, V> void add(Map<K, List<V>> groups, K key, V value) {
    List<V> group = groups.get(key);
    if (group == null) {
      group = new ArrayList<>();
      groups.put(key, group);
    }
    group.add(value);
  }
}
