package org.keytally;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the code to the floors and the library table of docs/architecture.md. */
class ArchitectureTest {

  private static final String ROOT = "org.keytally";

  /** A room that is not listed here has no place in the house. */
  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("age", 0),
          Map.entry("config", 1),
          Map.entry("git", 1),
          Map.entry("sops", 1),
          Map.entry("clan", 2),
          Map.entry("source", 2),
          Map.entry("history", 3),
          Map.entry("verify", 3),
          Map.entry("check", 4),
          Map.entry("repair", 5),
          Map.entry("demo", 5),
          Map.entry("report", 5),
          Map.entry("cli", 6));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void everyRoomHasAFloor() {
    assertThat(CLASSES).isNotEmpty();
    assertThat(FLOORS.keySet()).containsAll(rooms());
  }

  @Test
  void thePageNamesEveryRoomWithItsFloor() throws Exception {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("docs/architecture.md"))) {
      for (String room : FLOORS.keySet()) {
        if (line.startsWith("| " + FLOORS.get(room) + " | `" + room + "` |")) {
          rows.add(room);
        }
      }
    }
    assertThat(rows).containsAll(rooms());
  }

  @Test
  void aRoomUsesOnlyRoomsOnFloorsBelow() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass user : CLASSES) {
      for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
        String from = room(user);
        String to = room(dependency.getTargetClass());
        if (!to.isEmpty() && !to.equals(from) && floor(to) >= floor(from)) {
          violations.add(
              from
                  + " (floor "
                  + floor(from)
                  + ") uses "
                  + to
                  + " (floor "
                  + floor(to)
                  + "): "
                  + dependency.getDescription());
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void everyRoomKeepsNullsInside() throws Exception {
    for (String room : rooms()) {
      assertThat(
              Class.forName(ROOT + "." + room + ".package-info")
                  .isAnnotationPresent(NullMarked.class))
          .as(room)
          .isTrue();
    }
  }

  static Stream<Arguments> libraries() {
    return Stream.of(
        arguments("picocli..", Set.of("cli")),
        arguments("me.tongfei.progressbar..", Set.of("cli")),
        arguments("org.eclipse.jgit..", Set.of("git", "history")),
        arguments("com.exceptionfactory.jagged..", Set.of("age")),
        arguments("org.bouncycastle..", Set.of("age")),
        arguments("org.yaml.snakeyaml..", Set.of("config", "sops", "demo")),
        arguments(
            "com.fasterxml.jackson.databind..",
            Set.of("clan", "source", "history", "report", "cli")),
        arguments(
            "com.fasterxml.jackson.dataformat..",
            Set.of("clan", "source", "history", "report", "cli")),
        arguments("javax.crypto..", Set.of("age", "sops")));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void aLibraryIsUsedOnlyInItsRooms(String library, Set<String> users) {
    noClasses()
        .that(resideOutside(users))
        .should()
        .dependOnClassesThat(resideInAnyPackage(library))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void onlyCliEndsTheProgram() {
    noClasses()
        .that(resideOutside(Set.of("cli")))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(CLASSES);
  }

  @Test
  void onlyCliWritesToTheTerminal() {
    noClasses()
        .that(resideOutside(Set.of("cli")))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(CLASSES);
  }

  @Test
  void onlyTheRoomsThatNeedThemStartOtherPrograms() {
    noClasses()
        .that(resideOutside(Set.of("git", "age", "source", "clan", "repair")))
        // Java itself, which alone can make its start-up archive.
        .and()
        .haveNameNotMatching(".*\\.cli\\.StartArchive(\\$.*)?")
        .should()
        .dependOnClassesThat(
            simpleName("ProcessBuilder").and(resideInAnyPackage("java.lang")).as("ProcessBuilder"))
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .orShould()
        .callMethod(Runtime.class, "exec", String.class)
        .check(CLASSES);
  }

  @Test
  void theHooksPathToGitLoadsNoJGit() {
    noClasses()
        .that(resideInAnyPackage(ROOT + ".git"))
        .and(
            DescribedPredicate.<JavaClass>describe(
                "belong to the git program's reader",
                candidate ->
                    !candidate.getFullName().contains("JGit")
                        && !candidate.getFullName().contains("QuietSystemReader")
                        && !candidate.getFullName().contains("UntrackedFiles")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.eclipse.jgit.."))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> resideOutside(Set<String> rooms) {
    String[] packages = new String[rooms.size()];
    int i = 0;
    for (String room : rooms) {
      packages[i++] = ROOT + "." + room + "..";
    }
    return resideOutsideOfPackages(packages);
  }

  private static Set<String> rooms() {
    Set<String> rooms = new TreeSet<>();
    for (JavaClass javaClass : CLASSES) {
      rooms.add(room(javaClass));
    }
    return rooms;
  }

  /** The room of a class; empty for classes of others. */
  private static String room(JavaClass javaClass) {
    String name = javaClass.getPackageName();
    if (!name.startsWith(ROOT + ".")) {
      return "";
    }
    String rest = name.substring(ROOT.length() + 1);
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  private static int floor(String room) {
    Integer floor = FLOORS.get(room);
    assertThat(floor).as("floor of " + room).isNotNull();
    return floor;
  }
}
