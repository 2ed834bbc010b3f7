package org.keytally.cli;

import java.io.IOException;
import java.util.List;
import org.keytally.repair.ExposedValue;
import org.keytally.repair.Obstacle;
import org.keytally.repair.Rotation;
import org.keytally.report.Style;
import org.keytally.report.TextPage.Ink;

/** A rotation for a person. */
final class RotationText {

  /** More of a kind are counted instead of listed. */
  private static final int LISTED = 20;

  private final Style style;
  private final PlanText text;

  RotationText(Terminal terminal, Style style) {
    this.style = style;
    this.text = new PlanText(terminal, style);
  }

  void write(RotationPlan plan) throws IOException {
    text.line(plan.title(), Ink.BOLD);
    text.line("", Ink.NONE);
    for (RotationPlan.Half half : plan.halves()) {
      half(half);
    }
    int changes = plan.changes();
    text.line(
        plan.isEmpty() ? "Nothing to do." : "Plan: " + Counted.of(changes, "change") + '.',
        Ink.BOLD);
  }

  private void half(RotationPlan.Half half) throws IOException {
    Rotation rotation = half.rotation();
    if (!half.name().isEmpty() && !(rotation.isEmpty() && half.afterwards().steps().isEmpty())) {
      text.line("phase " + half.name(), Ink.BOLD);
    }
    outside(half.beforehand());
    text.steps(rotation.steps());
    outside(half.afterwards());
    text.obstacles(rotation.obstacles());
    passedOver(rotation.passedOver());
  }

  private void outside(RotationPlan.Outside outside) throws IOException {
    for (String step : outside.steps()) {
      text.line("  " + step, Ink.NONE);
    }
    if (!outside.steps().isEmpty()) {
      text.line("", Ink.NONE);
    }
  }

  private void passedOver(List<Obstacle> files) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    text.line("passed over: " + files.size(), Ink.BOLD);
    int shown = shown(files.size());
    for (Obstacle file : files.subList(0, shown)) {
      text.line("  " + file.path(), Ink.NONE);
      text.line("    " + file.reason(), Ink.DIM);
      text.line("    " + file.command(), Ink.CYAN);
    }
    more(files.size() - shown);
    text.line("", Ink.NONE);
  }

  /** What is left for people, after all is done or before. */
  void afterwards(RotationPlan plan) throws IOException {
    for (RotationPlan.Half half : plan.halves()) {
      values(half.rotation().values());
    }
    boolean begun = false;
    for (RotationPlan.Half half : plan.halves()) {
      for (String todo : half.rotation().todo()) {
        begun = heading(begun);
        text.line("  " + todo, Ink.NONE);
      }
    }
    for (String advice : plan.advice()) {
      begun = heading(begun);
      text.line("  " + advice, Ink.NONE);
    }
  }

  private boolean heading(boolean begun) throws IOException {
    if (!begun) {
      text.line("", Ink.NONE);
      text.line("to do", Ink.BOLD);
    }
    return true;
  }

  private void values(List<ExposedValue> values) throws IOException {
    if (values.isEmpty()) {
      return;
    }
    text.line("", Ink.NONE);
    text.line(
        "to replace where they come from, as whoever had the old key may know them: "
            + values.size(),
        Ink.BOLD);
    int shown = shown(values.size());
    for (ExposedValue value : values.subList(0, shown)) {
      text.line("  " + value.path(), Ink.NONE);
      text.line("    " + value.command(), Ink.CYAN);
    }
    more(values.size() - shown);
  }

  private void more(int left) throws IOException {
    if (left > 0) {
      text.line("  and " + left + " more; -v lists all, --format markdown as a checklist", Ink.DIM);
    }
  }

  private int shown(int size) {
    return style.detail() == Style.Detail.FULL || size <= LISTED + 1 ? size : LISTED;
  }
}
