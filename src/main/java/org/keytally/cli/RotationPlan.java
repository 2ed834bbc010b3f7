package org.keytally.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.keytally.repair.ReaderChange;
import org.keytally.repair.Rotation;
import org.keytally.repair.Step;
import org.keytally.repair.Transaction;

/**
 * All that one command does, in halves that each leave a sound repository.
 *
 * @param title what is done, as in {@code rotate user alice}
 * @param oldKeys that are replaced or taken away, in full
 * @param newKey that takes their place; absent where there is none, or it is yet to be made
 * @param advice what to do next, lines of commands and sentences
 */
record RotationPlan(
    String title,
    List<String> oldKeys,
    Optional<String> newKey,
    List<Half> halves,
    List<String> advice) {

  private static final String TO_BE_MADE = "a key that is yet to be made";

  RotationPlan {
    oldKeys = List.copyOf(oldKeys);
    halves = List.copyOf(halves);
    advice = List.copyOf(advice);
  }

  /** What is done in one transaction, without a new key. */
  static RotationPlan once(
      String title, Collection<String> oldKeys, Rotation rotation, Transaction.ReadBack readBack) {
    return new RotationPlan(
        title,
        List.copyOf(oldKeys),
        Optional.empty(),
        List.of(Half.of(rotation, readBack)),
        List.of());
  }

  /**
   * One transaction.
   *
   * @param name as of {@code --phase}; empty where there is only one
   * @param readBack proves what was written
   * @param beforehand what has to be done outside the repository before
   * @param afterwards what has to be done outside the repository after
   */
  record Half(
      String name,
      Rotation rotation,
      Transaction.ReadBack readBack,
      Outside beforehand,
      Outside afterwards) {

    static Half of(Rotation rotation, Transaction.ReadBack readBack) {
      return new Half("", rotation, readBack, Outside.NOTHING, Outside.NOTHING);
    }
  }

  /**
   * Something that is done outside the repository: to the key file.
   *
   * @param steps a sentence for each; none where there is nothing to do
   */
  record Outside(List<String> steps, Work work) {

    static final Outside NOTHING = new Outside(List.of(), () -> List.of());

    Outside {
      steps = List.copyOf(steps);
    }
  }

  /** Does it. */
  @FunctionalInterface
  interface Work {

    /** Gives what to say about it. */
    List<String> carryOut() throws Exception;
  }

  /**
   * The same for showing only, where the new key is made when the plan is carried out: the one that
   * it was planned with stands nowhere.
   */
  RotationPlan withKeyToBeMade() {
    List<Half> masked = new ArrayList<>();
    for (Half half : halves) {
      Rotation rotation = half.rotation();
      List<Step> steps = new ArrayList<>();
      for (Step step : rotation.steps()) {
        steps.add(new Step(step.edit(), step.rules(), step.need(), step.readers().map(this::mask)));
      }
      masked.add(
          new Half(
              half.name(),
              new Rotation(
                  steps,
                  rotation.obstacles(),
                  rotation.passedOver(),
                  rotation.values(),
                  rotation.todo()),
              half.readBack(),
              half.beforehand(),
              half.afterwards()));
    }
    return new RotationPlan(title, oldKeys, Optional.empty(), masked, advice);
  }

  private ReaderChange mask(ReaderChange change) {
    return new ReaderChange(
        mask(change.kept()), mask(change.added()), mask(change.removed()), change.plaintext());
  }

  private List<ReaderChange.Reader> mask(List<ReaderChange.Reader> readers) {
    List<ReaderChange.Reader> masked = new ArrayList<>();
    for (ReaderChange.Reader reader : readers) {
      masked.add(
          newKey.isPresent() && newKey.get().equals(reader.recipient())
              ? new ReaderChange.Reader(TO_BE_MADE, reader.name())
              : reader);
    }
    return masked;
  }

  /** Whether there is nothing to do, and nothing in the way. */
  boolean isEmpty() {
    for (Half half : halves) {
      if (!half.rotation().isEmpty()
          || !half.beforehand().steps().isEmpty()
          || !half.afterwards().steps().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Whether something is in the way of carrying it out. */
  boolean isObstructed() {
    for (Half half : halves) {
      if (!half.rotation().obstacles().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  int changes() {
    int changes = 0;
    for (Half half : halves) {
      changes += half.rotation().steps().size();
    }
    return changes;
  }
}
