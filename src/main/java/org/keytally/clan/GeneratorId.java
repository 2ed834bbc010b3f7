package org.keytally.clan;

import java.util.Optional;

/**
 * A node of the generator graph: a generator in one placement (clan-repository 4).
 *
 * @param machine of a per-machine generator
 * @param scope of a flake-level generator; without machine and scope it is shared
 */
public record GeneratorId(String generator, Optional<String> machine, Optional<String> scope)
    implements Comparable<GeneratorId> {

  // Written out: what Java makes of records by itself costs a hook 20 ms at its first use.

  @Override
  public boolean equals(Object other) {
    return other instanceof GeneratorId id
        && generator.equals(id.generator)
        && machine.equals(id.machine)
        && scope.equals(id.scope);
  }

  @Override
  public int hashCode() {
    return (generator.hashCode() * 31 + machine.hashCode()) * 31 + scope.hashCode();
  }

  public static GeneratorId shared(String generator) {
    return new GeneratorId(generator, Optional.empty(), Optional.empty());
  }

  public static GeneratorId of(String machine, String generator) {
    return new GeneratorId(generator, Optional.of(machine), Optional.empty());
  }

  public static GeneratorId ofScope(String scope, String generator) {
    return new GeneratorId(generator, Optional.empty(), Optional.of(scope));
  }

  public boolean isShared() {
    return machine.isEmpty() && scope.isEmpty();
  }

  /** {@code web01/openssh}, {@code shared/ca}, {@code A:::/ca}. */
  public String label() {
    return machine.orElse(scope.orElse("shared")) + '/' + generator;
  }

  /** As clan feeds its planner: shared ones first, then by machine or scope and by name. */
  @Override
  public int compareTo(GeneratorId other) {
    int order = machine.orElse("").compareTo(other.machine.orElse(""));
    if (order == 0) {
      order = scope.orElse("").compareTo(other.scope.orElse(""));
    }
    return order == 0 ? generator.compareTo(other.generator) : order;
  }
}
