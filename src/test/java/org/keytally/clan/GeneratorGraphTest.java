package org.keytally.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class GeneratorGraphTest {

  private final SortedMap<String, SortedMap<String, Manifest.Generator>> machines = new TreeMap<>();
  private final SortedMap<String, SortedMap<String, Manifest.Generator>> exports = new TreeMap<>();

  @Test
  void aGeneratorThatNeedsItselfIsACycleOfOne() {
    perMachine("web01", "a", "a");
    assertThat(cycles()).containsExactly("web01/a on [web01]");
  }

  @Test
  void twoThatNeedEachOtherAreReportedOnce() {
    perMachine("web01", "a", "b");
    perMachine("web01", "b", "a");
    assertThat(cycles()).containsExactly("web01/a -> web01/b on [web01]");
  }

  @Test
  void theSameCycleOnManyMachinesIsOneCycle() {
    for (String machine : List.of("db01", "mail01", "web01")) {
      perMachine(machine, "a", "b");
      perMachine(machine, "b", "a");
    }
    assertThat(cycles()).containsExactly("db01/a -> db01/b on [db01, mail01, web01]");
  }

  @Test
  void aCycleRunsThroughSharedAndPerMachineGenerators() {
    perMachine("web01", "certificate", "authority");
    shared("web01", "authority", "certificate");
    assertThat(cycles()).containsExactly("shared/authority -> web01/certificate on [web01]");
  }

  @Test
  void aCycleOfThirtyIsFoundInItsOrder() {
    for (int i = 0; i < 30; i++) {
      perMachine("web01", "g" + (i + 10), "g" + ((i + 1) % 30 + 10));
    }
    List<GeneratorCycle> cycles = graph().cycles();
    assertThat(cycles).hasSize(1);
    assertThat(cycles.get(0).path()).hasSize(30);
    assertThat(cycles.get(0).path().get(0).generator()).isEqualTo("g10");
    assertThat(cycles.get(0).path().get(29).generator()).isEqualTo("g39");
  }

  @Test
  void twoCyclesThatShareAGeneratorAreBothReportedShortestFirst() {
    perMachine("web01", "hub", "a", "c");
    perMachine("web01", "a", "b");
    perMachine("web01", "b", "hub");
    perMachine("web01", "c", "hub");
    assertThat(cycles())
        .containsExactly(
            "web01/c -> web01/hub on [web01]", "web01/a -> web01/b -> web01/hub on [web01]");
  }

  @Test
  void aDetourDoesNotHideTheShortCycle() {
    perMachine("web01", "a", "b");
    perMachine("web01", "b", "a", "c");
    perMachine("web01", "c", "d");
    perMachine("web01", "d", "a");
    assertThat(cycles().get(0)).isEqualTo("web01/a -> web01/b on [web01]");
  }

  @Test
  void aDiamondIsNoCycle() {
    perMachine("web01", "a", "b", "c");
    perMachine("web01", "b", "d");
    perMachine("web01", "c", "d");
    perMachine("web01", "d");
    assertThat(cycles()).isEmpty();
    assertThat(graph().defects()).isEmpty();
  }

  @Test
  void theRestIsStillJudgedBesideACycle() {
    perMachine("web01", "a", "a");
    perMachine("web01", "b", "nowhere");
    assertThat(defects()).containsExactly("DECLARED_NOWHERE web01/b nowhere [web01]");
  }

  @Test
  void aSharedGeneratorMustNotNeedAPerMachineOne() {
    shared("db01", "ca", "host");
    shared("web01", "ca", "host");
    perMachine("db01", "host");
    perMachine("web01", "host");
    assertThat(defects()).containsExactly("SHARED_NEEDS_PER_MACHINE shared/ca host [db01, web01]");
  }

  @Test
  void aNameThatResolvesDifferentlyOnTwoMachinesIsAmbiguous() {
    shared("db01", "ca", "seed");
    shared("web01", "ca", "seed");
    shared("db01", "seed");
    perMachine("web01", "seed");
    assertThat(defects()).containsExactly("AMBIGUOUS shared/ca seed [db01, web01]");
  }

  @Test
  void aSharedGeneratorOfAnotherMachineIsNotFoundWhenThePerMachineOneRuns() {
    perMachine("web01", "certificate", "ca");
    shared("db01", "ca");
    assertThat(defects()).containsExactly("DECLARED_ELSEWHERE web01/certificate ca [web01]");
    assertThat(graph().dependencies(GeneratorId.of("web01", "certificate")))
        .containsExactly(GeneratorId.shared("ca"));
  }

  @Test
  void aSharedGeneratorFindsItsDependencyOnAnyMachineThatDeclaresIt() {
    shared("db01", "certificate", "ca");
    shared("web01", "certificate", "ca");
    shared("web01", "ca");
    assertThat(graph().defects()).isEmpty();
  }

  @Test
  void aDuplicateNameIsHarmless() {
    perMachine("web01", "a", "b", "b");
    perMachine("web01", "b");
    assertThat(graph().defects()).isEmpty();
    assertThat(graph().dependencies(GeneratorId.of("web01", "a"))).hasSize(1);
  }

  @Test
  void flakeLevelGeneratorsNameScopeAndGenerator() {
    export("A:::", "key", new Manifest.Dependency("seed", Optional.of("B:::")));
    export("B:::", "seed", new Manifest.Dependency("gone", Optional.empty()));
    assertThat(graph().dependencies(GeneratorId.ofScope("A:::", "key")))
        .containsExactly(GeneratorId.ofScope("B:::", "seed"));
    assertThat(defects()).containsExactly("DECLARED_NOWHERE B:::/seed B:::/gone []");
  }

  @Test
  void aVeryLongChainIsNoProblem() {
    for (int i = 0; i < 50_000; i++) {
      perMachine("web01", "g" + i, "g" + (i + 1));
    }
    perMachine("web01", "g50000", "g0");
    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(2), () -> assertThat(graph().cycles().get(0).path()).hasSize(50_001));
  }

  private void perMachine(String machine, String generator, String... dependencies) {
    declare(machine, generator, false, dependencies);
  }

  private void shared(String machine, String generator, String... dependencies) {
    declare(machine, generator, true, dependencies);
  }

  private void declare(String machine, String name, boolean share, String... dependencies) {
    List<Manifest.Dependency> needs = new ArrayList<>();
    for (String dependency : dependencies) {
      needs.add(new Manifest.Dependency(dependency, Optional.empty()));
    }
    machines
        .computeIfAbsent(machine, k -> new TreeMap<>())
        .put(
            name,
            new Manifest.Generator(
                share, needs, Optional.empty(), new TreeMap<>(), new TreeMap<>()));
  }

  private void export(String scope, String name, Manifest.Dependency dependency) {
    exports
        .computeIfAbsent(scope, k -> new TreeMap<>())
        .put(
            name,
            new Manifest.Generator(
                false, List.of(dependency), Optional.empty(), new TreeMap<>(), new TreeMap<>()));
  }

  private GeneratorGraph graph() {
    SortedMap<String, Manifest.Machine> declared = new TreeMap<>();
    machines.forEach(
        (name, generators) ->
            declared.put(
                name,
                new Manifest.Machine(
                    Optional.empty(),
                    List.of(),
                    new Manifest.Settings("sops", List.of(), Optional.empty()),
                    generators,
                    Optional.empty())));
    return GeneratorGraph.of(new Manifest(Optional.empty(), "", Map.of(), declared, exports));
  }

  private List<String> cycles() {
    return graph().cycles().stream()
        .map(
            cycle ->
                String.join(" -> ", cycle.path().stream().map(GeneratorId::label).toList())
                    + " on "
                    + cycle.machines())
        .toList();
  }

  private List<String> defects() {
    return graph().defects().stream()
        .map(
            d -> d.kind() + " " + d.dependent().label() + " " + d.dependency() + " " + d.machines())
        .toList();
  }
}
