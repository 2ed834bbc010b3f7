package org.keytally.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keytally.age.Identity;
import org.keytally.repair.Edit;
import org.keytally.repair.EmptyFolders;
import org.keytally.repair.ExposedValue;
import org.keytally.repair.ReaderChange;
import org.keytally.repair.RepairException;
import org.keytally.repair.Rotator;
import org.keytally.repair.Step;
import org.keytally.report.RotationChecklist;
import org.keytally.source.LoadedIdentities;

/** One run of a command that replaces keys or takes them away: plan, show, ask, carry out. */
final class RotationRun implements AutoCloseable {

  private final Keytally keytally;
  private final RotationOptions options;
  private final CheckRun run;
  private final LoadedIdentities identities;

  RotationRun(Keytally keytally, RotationOptions options) throws Exception {
    this.keytally = keytally;
    this.options = options;
    options.require(keytally.terminal());
    this.run = new CheckRun(keytally.directory(), keytally.terminal(), keytally.configuration());
    this.identities = options.identities(keytally);
  }

  /** Makes a plan of the work tree as it is. */
  @FunctionalInterface
  interface Planning {
    RotationPlan plan(CheckRun.Basis basis) throws Exception;
  }

  /** Private keys at hand, open until this is closed. */
  List<Identity> identities() {
    return identities.identities();
  }

  Path workTree() throws UsageException {
    return run.repository()
        .workTree()
        .orElseThrow(() -> new UsageException("a bare repository has no work tree to change."));
  }

  Path gitDirectory() {
    return run.repository().gitDirectory();
  }

  Rotator rotator(CheckRun.Basis basis) {
    return new Rotator(
        basis.snapshot(),
        basis.evidence().fleet(),
        basis.evidence().configuration(),
        identities(),
        options.trusted());
  }

  /** Shows the plan, and carries it out where that is asked for. */
  int run(Planning planning) throws Exception {
    return options.apply() ? apply(planning) : show(planning);
  }

  private int show(Planning planning) throws Exception {
    RotationPlan plan = planning.plan(basis());
    print(plan);
    if (options.format() == RotationFormat.TEXT) {
      new RotationText(keytally.terminal(), keytally.style()).afterwards(plan);
      if (plan.changes() > 0 && !plan.isObstructed()) {
        keytally.out().println();
        keytally.out().println("Nothing was changed. To carry it out, add --apply.");
      }
    }
    keytally.out().flush();
    return plan.isEmpty() && nothingPassedOver(plan) ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private static boolean nothingPassedOver(RotationPlan plan) {
    for (RotationPlan.Half half : plan.halves()) {
      if (!half.rotation().passedOver().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private int apply(Planning planning) throws Exception {
    Path workTree = workTree();
    try (TerminalTransaction transaction =
        new TerminalTransaction(keytally, workTree, gitDirectory())) {
      transaction.recover();
      RotationPlan plan = planning.plan(basis());
      print(plan);
      keytally.out().flush();
      if (plan.isObstructed()) {
        throw RepairException.refused(
            "something is in the way, as said above; nothing was changed.");
      }
      if (plan.isEmpty()) {
        if (!nothingPassedOver(plan)) {
          throw RepairException.refused("no file could be changed, as said above.");
        }
        if (options.format() == RotationFormat.TEXT) {
          new RotationText(keytally.terminal(), keytally.style()).afterwards(plan);
        }
        keytally.out().flush();
        return ExitCode.OK;
      }
      if (!options.yes() && !confirmed(plan)) {
        say("nothing was changed.");
        return ExitCode.FINDINGS;
      }
      for (RotationPlan.Half half : plan.halves()) {
        carryOut(half, plan, transaction, workTree);
      }
      finish(plan);
    }
    keytally.out().flush();
    return ExitCode.OK;
  }

  private void carryOut(
      RotationPlan.Half half, RotationPlan plan, TerminalTransaction transaction, Path workTree)
      throws Exception {
    outside(half.beforehand());
    List<Edit> edits = half.rotation().edits();
    transaction.apply(edits, half.readBack());
    EmptyFolders.deleteAfter(edits, workTree);
    if (options.commit() && !edits.isEmpty()) {
      String message =
          "secrets: " + plan.title() + (half.name().isEmpty() ? "" : ", phase " + half.name());
      transaction.commit(edits, message);
    }
    outside(half.afterwards());
  }

  private void outside(RotationPlan.Outside outside) throws Exception {
    for (String said : outside.work().carryOut()) {
      say(said);
    }
  }

  private void finish(RotationPlan plan) throws IOException {
    if (options.format() == RotationFormat.TEXT) {
      keytally.out().println("Done: " + Counted.of(plan.changes(), "change") + '.');
      new RotationText(keytally.terminal(), keytally.style()).afterwards(plan);
    }
  }

  private CheckRun.Basis basis() throws Exception {
    return run.basis(Input.WORKTREE, KeySource.none("the tree is looked at"), Optional.empty());
  }

  private void print(RotationPlan plan) throws IOException {
    switch (options.format()) {
      case TEXT -> new RotationText(keytally.terminal(), keytally.style()).write(plan);
      case JSON -> RotationJson.write(plan, keytally.out());
      case MARKDOWN -> {
        List<RotationChecklist.Item> values = new ArrayList<>();
        List<String> todo = new ArrayList<>();
        for (RotationPlan.Half half : plan.halves()) {
          for (ExposedValue value : half.rotation().values()) {
            values.add(new RotationChecklist.Item(value.path(), value.command()));
          }
          todo.addAll(half.rotation().todo());
        }
        todo.addAll(plan.advice());
        RotationChecklist.write(plan.title(), values, todo, keytally.out());
      }
    }
  }

  private boolean confirmed(RotationPlan plan) throws IOException {
    return new Consent(keytally.terminal()).to("Carry out: " + plan.title(), losesOwnAccess(plan));
  }

  /** Whether a file is left that one of the keys at hand opens now and none afterwards. */
  private boolean losesOwnAccess(RotationPlan plan) {
    for (RotationPlan.Half half : plan.halves()) {
      for (Step step : half.rotation().steps()) {
        if (step.readers().isPresent()) {
          ReaderChange readers = step.readers().get();
          if (isMine(readers.removed(), plan)
              && !isMine(readers.kept(), plan)
              && !isMine(readers.added(), plan)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean isMine(List<ReaderChange.Reader> readers, RotationPlan plan) {
    for (ReaderChange.Reader reader : readers) {
      if (plan.newKey().isPresent() && plan.newKey().get().equals(reader.recipient())) {
        return true;
      }
      for (Identity identity : identities()) {
        if (identity.recipient().isPresent()
            && identity.recipient().get().text().equals(reader.recipient())) {
          return true;
        }
      }
    }
    return false;
  }

  private void say(String text) {
    keytally.terminal().say("keytally: " + text);
  }

  /** Says that there is no user or person of a name, and who there is. */
  static UsageException noUser(String name, Rotator rotator) {
    return new UsageException(
        "nobody is called "
            + name
            + "; users are "
            + String.join(", ", rotator.names(false))
            + '.');
  }

  @Override
  public void close() {
    identities.close();
    run.close();
  }
}
