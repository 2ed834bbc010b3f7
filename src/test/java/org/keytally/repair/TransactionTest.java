package org.keytally.repair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransactionTest {

  private static final Transaction.ReadBack CONTENT =
      (edit, content) -> assertThat(content).isEqualTo(edit.content().bytes());

  /** Every call takes minutes: the long run, with KEYTALLY_LONG set, leaves none out. */
  private static final int STRIDE = System.getenv("KEYTALLY_LONG") == null ? 17 : 1;

  @TempDir private Path folder;

  private Path tree() {
    return folder.resolve("tree");
  }

  private Path git() {
    return folder.resolve("git");
  }

  private Transaction transaction() {
    return new Transaction(tree(), git(), () -> false);
  }

  private Transaction transaction(Disk disk) {
    return new Transaction(tree(), git(), disk, () -> false);
  }

  @Test
  void everyEditIsMadeAndNothingIsLeftBehind() throws Exception {
    FiftyEdits.layOut(tree(), git());
    transaction().apply(FiftyEdits.plan(), CONTENT);
    for (Edit edit : FiftyEdits.plan()) {
      assertThat(WorkTreePaths.state(tree().resolve(edit.path()))).isEqualTo(edit.after());
    }
    assertThat(Folder.of(git())).containsOnlyKeys("", "keytally");
    assertThat(Folder.of(tree()).keySet()).noneMatch(path -> path.contains(".keytally"));
    assertThat(transaction().recover()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(FaultyDisk.Fault.class)
  void whateverCallFailsTheTreeIsAllOldOrAllNewAfterRecovery(FaultyDisk.Fault fault)
      throws Exception {
    FiftyEdits.layOut(tree(), git());
    SortedMap<String, String> before = Folder.of(tree());
    FaultyDisk counting = new FaultyDisk(Integer.MAX_VALUE, fault);
    transaction(counting).apply(FiftyEdits.plan(), CONTENT);
    SortedMap<String, String> after = Folder.of(tree());
    int kept = 0;
    for (int call = 0; call < counting.calls(); call += STRIDE) {
      Folder.delete(folder.resolve("tree"));
      Folder.delete(folder.resolve("git"));
      FiftyEdits.layOut(tree(), git());
      FaultyDisk disk = new FaultyDisk(call, fault);
      try {
        transaction(disk).apply(FiftyEdits.plan(), CONTENT);
      } catch (IOException | FaultyDisk.Killed e) {
        // What is left of it is what counts.
      }
      transaction().recover();
      SortedMap<String, String> now = Folder.of(tree());
      assertThat(now).as("call " + call).isIn(before, after);
      assertThat(UnfinishedRepair.in(git())).isFalse();
      kept += now.equals(after) ? 1 : 0;
      // Whatever happened, the next repair works.
      if (now.equals(before)) {
        transaction().apply(FiftyEdits.plan(), CONTENT);
        assertThat(Folder.of(tree())).isEqualTo(after);
      }
    }
    assertThat(counting.calls()).isGreaterThan(150);
    assertThat(kept).isLessThan(counting.calls() / 2);
  }

  @Test
  void recoveryItselfMayBeKilledAnywhere() throws Exception {
    FiftyEdits.layOut(tree(), git());
    SortedMap<String, String> before = Folder.of(tree());
    int killed = 0;
    boolean complete = false;
    for (int call = 0; !complete; call += STRIDE) {
      kill(FiftyEdits.plan());
      assertThat(UnfinishedRepair.in(git())).isTrue();
      FaultyDisk disk = new FaultyDisk(call, FaultyDisk.Fault.KILLED_AFTER);
      try {
        transaction(disk).recover();
        complete = true;
      } catch (FaultyDisk.Killed e) {
        killed++;
      }
      transaction().recover();
      assertThat(Folder.of(tree())).as("call " + call).isEqualTo(before);
    }
    assertThat(killed).isGreaterThan(50 / STRIDE);
  }

  private void kill(List<Edit> edits) {
    // Dead in the middle of the replacements; nothing is taken back any more.
    FaultyDisk gone = new FaultyDisk(replacements(edits), FaultyDisk.Fault.KILLED_AFTER);
    assertThatThrownBy(() -> transaction(gone).apply(edits, CONTENT))
        .isInstanceOf(FaultyDisk.Killed.class);
  }

  /** A call in the middle of the replacements. */
  private static int replacements(List<Edit> edits) {
    return edits.size() * 3 + 20;
  }

  @Test
  void anInterruptedRepairSaysWhatBecameOfIt() throws Exception {
    FiftyEdits.layOut(tree(), git());
    kill(FiftyEdits.plan());
    Optional<Recovery> recovery = transaction().recover();
    assertThat(recovery).isPresent();
    assertThat(recovery.get().outcome()).isEqualTo(Recovery.Outcome.UNDONE);
    assertThat(recovery.get().changes()).isEqualTo(FiftyEdits.COUNT);
    assertThat(transaction().recover()).isEmpty();
  }

  @Test
  void aFileChangedSinceThePlanStopsEverything() throws Exception {
    FiftyEdits.layOut(tree(), git());
    Files.writeString(tree().resolve("vars/machine/file45"), "somebody was here\n");
    SortedMap<String, String> before = Folder.of(tree());
    assertThatThrownBy(() -> transaction().apply(FiftyEdits.plan(), CONTENT))
        .isInstanceOf(RepairException.class)
        .hasMessageContaining("vars/machine/file45")
        .hasMessageContaining("changed");
    assertThat(Folder.of(tree())).isEqualTo(before);
    assertThat(UnfinishedRepair.in(git())).isFalse();
  }

  @Test
  void aFileChangedBeforeItsTurnIsKeptAndTheRestTakenBack() throws Exception {
    FiftyEdits.layOut(tree(), git());
    Path file = tree().resolve("vars/machine/file45");
    SortedMap<String, String> before = Folder.of(tree());
    AtomicInteger questions = new AtomicInteger();
    Transaction transaction =
        new Transaction(
            tree(),
            git(),
            () -> {
              // In the middle of the replacements, which come after as many writes.
              if (questions.getAndIncrement() == FiftyEdits.COUNT + 20) {
                write(file, "somebody is here\n");
              }
              return false;
            });
    assertThatThrownBy(() -> transaction.apply(FiftyEdits.plan(), CONTENT))
        .isInstanceOf(RepairException.class)
        .hasMessageContaining("vars/machine/file45");
    assertThat(file).hasContent("somebody is here\n");
    assertThat(UnfinishedRepair.in(git())).isFalse();
    SortedMap<String, String> after = Folder.of(tree());
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.remove("vars/machine/file45");
    before.remove("vars/machine/file45");
    assertThat(after).isEqualTo(before);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aReadOnlyFileIsReplacedAndStaysReadOnly() throws Exception {
    Files.createDirectories(tree());
    Files.createDirectories(git());
    Path file = Files.writeString(tree().resolve("file"), "before");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
    State before = State.file("before".getBytes(UTF_8), false);
    transaction()
        .apply(
            List.of(new Edit.Rewrite("file", before, Content.of("after".getBytes(UTF_8)), false)),
            CONTENT);
    assertThat(file).hasContent("after");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("r--r-----"));
  }

  @Test
  void aFileChangedAfterACrashIsKeptAndNamed() throws Exception {
    FiftyEdits.layOut(tree(), git());
    kill(FiftyEdits.plan());
    Files.writeString(tree().resolve("vars/machine/file0"), "somebody was here\n");
    assertThatThrownBy(() -> transaction().recover())
        .isInstanceOf(RepairException.class)
        .hasMessageContaining("vars/machine/file0");
    assertThat(tree().resolve("vars/machine/file0")).hasContent("somebody was here\n");
    assertThat(UnfinishedRepair.in(git())).isTrue();
  }

  @Test
  void aFailedProofTakesEverythingBack() throws Exception {
    FiftyEdits.layOut(tree(), git());
    SortedMap<String, String> before = Folder.of(tree());
    assertThatThrownBy(
            () ->
                transaction()
                    .apply(
                        FiftyEdits.plan(),
                        (edit, content) -> {
                          throw new RepairException("no identity opens " + edit.path());
                        }))
        .isInstanceOf(RepairException.class)
        .hasMessageContaining("no identity opens");
    assertThat(Folder.of(tree())).isEqualTo(before);
  }

  @Test
  void anInterruptTakesEverythingBackWhereverItComes() throws Exception {
    FiftyEdits.layOut(tree(), git());
    SortedMap<String, String> before = Folder.of(tree());
    for (int moment : List.of(0, 30, 60, 90, 120, 149)) {
      AtomicInteger questions = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  new Transaction(tree(), git(), () -> questions.getAndIncrement() == moment)
                      .apply(FiftyEdits.plan(), CONTENT))
          .isInstanceOf(RepairException.class);
      assertThat(Folder.of(tree())).isEqualTo(before);
    }
  }

  @Test
  void aLinkOnTheWayToAFileIsNeverFollowed() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("file"), "text");
    Files.createDirectories(tree());
    Files.createDirectories(git());
    Files.createSymbolicLink(tree().resolve("folder"), elsewhere);
    Edit edit = new Edit.Delete("folder/file", State.file("text".getBytes(UTF_8), false));
    assertThatThrownBy(() -> transaction().apply(List.of(edit), CONTENT))
        .isInstanceOf(RepairException.class)
        .hasMessageContaining("folder");
    assertThat(elsewhere.resolve("file")).hasContent("text");
  }

  @Test
  void noPathLeavesTheWorkTreeOrEntersGitsOwnFolder() throws Exception {
    Files.createDirectories(tree());
    Files.createDirectories(git());
    for (String path :
        List.of("../x", "/etc/x", "a/../../x", ".git/config", "a/.GIT/x", "a//b", "\udc80")) {
      assertThatThrownBy(
              () -> transaction().apply(List.of(new Edit.Link(path, State.NOTHING, "t")), CONTENT))
          .as(path)
          .isInstanceOf(RepairException.class);
    }
    assertThat(Folder.of(folder).keySet()).doesNotContain("x");
  }

  @Test
  void linesOfOtherTransactionsAreNotBelieved() throws Exception {
    Files.createDirectories(git().resolve("keytally/transaction"));
    Files.writeString(git().resolve("keytally/transaction/journal"), "nonsense\n");
    assertThatThrownBy(() -> transaction().recover())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }
}
