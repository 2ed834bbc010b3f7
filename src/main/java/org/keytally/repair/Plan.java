package org.keytally.repair;

import java.util.ArrayList;
import java.util.List;
import org.keytally.check.Finding;

/**
 * What a repair will do, as data: nothing is changed by making one.
 *
 * @param steps of distinct paths, in the order in which they are carried out
 * @param newReaders to whom the steps give access, by name
 * @param obstacles what could not be planned, with what it takes
 * @param rest what the rules will still find afterwards
 */
public record Plan(
    List<Step> steps, List<NewReader> newReaders, List<Obstacle> obstacles, List<Finding> rest) {

  public Plan {
    steps = List.copyOf(steps);
    newReaders = List.copyOf(newReaders);
    obstacles = List.copyOf(obstacles);
    rest = List.copyOf(rest);
  }

  /** The edits alone. */
  public List<Edit> edits() {
    List<Edit> edits = new ArrayList<>(steps.size());
    for (Step step : steps) {
      edits.add(step.edit());
    }
    return edits;
  }
}
