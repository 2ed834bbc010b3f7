package org.keytally.repair;

import java.util.ArrayList;
import java.util.List;

/**
 * What a rotation or revocation will do, as data: nothing is changed by making one.
 *
 * @param steps of distinct paths, in the order in which they are carried out
 * @param obstacles what keeps it from being carried out, with what it takes
 * @param passedOver what it leaves as it is, and why
 * @param values what the keys that are taken away could read, and whoever has seen it still knows:
 *     to be replaced where it comes from
 * @param todo what is left for people, a sentence each
 */
public record Rotation(
    List<Step> steps,
    List<Obstacle> obstacles,
    List<Obstacle> passedOver,
    List<ExposedValue> values,
    List<String> todo) {

  public Rotation {
    steps = List.copyOf(steps);
    obstacles = List.copyOf(obstacles);
    passedOver = List.copyOf(passedOver);
    values = List.copyOf(values);
    todo = List.copyOf(todo);
  }

  /** The edits alone. */
  public List<Edit> edits() {
    List<Edit> edits = new ArrayList<>(steps.size());
    for (Step step : steps) {
      edits.add(step.edit());
    }
    return edits;
  }

  /** Whether there is nothing to do, and nothing in the way. */
  public boolean isEmpty() {
    return steps.isEmpty() && obstacles.isEmpty();
  }
}
