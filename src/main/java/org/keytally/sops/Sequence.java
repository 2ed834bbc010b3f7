package org.keytally.sops;

import java.util.List;

/** A list; comments may stand between its elements. */
record Sequence(List<Node> elements, Span span) implements Node {

  Sequence {
    elements = List.copyOf(elements);
  }

  Sequence(List<Node> elements) {
    this(elements, Span.NONE);
  }

  @Override
  public void wipe() {
    for (Node element : elements) {
      element.wipe();
    }
  }
}
