package org.keytally.sops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An ordered mapping; a document is one. Keys may occur several times, as JSON allows. */
record Branch(List<Item> items, Span span) implements Node {

  /** What stands in a branch: a key with its value, or a comment. */
  sealed interface Item permits Pair, Comment {}

  /**
   * A key with its value.
   *
   * @param keySpan of the key alone
   */
  record Pair(String key, Node value, Span keySpan) implements Item {

    Pair(String key, Node value) {
      this(key, value, Span.NONE);
    }
  }

  Branch {
    items = List.copyOf(items);
  }

  Branch(List<Item> items) {
    this(items, Span.NONE);
  }

  /** The first value of a key. */
  Optional<Node> get(String key) {
    for (Item item : items) {
      if (item instanceof Pair pair && pair.key().equals(key)) {
        return Optional.of(pair.value());
      }
    }
    return Optional.empty();
  }

  /** The pairs without the comments. */
  List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Item item : items) {
      if (item instanceof Pair pair) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  @Override
  public void wipe() {
    for (Item item : items) {
      if (item instanceof Pair pair) {
        pair.value().wipe();
      } else if (item instanceof Comment comment) {
        comment.wipe();
      }
    }
  }
}
