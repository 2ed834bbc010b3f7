package org.keytally.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.keytally.clan.GeneratorId;

/** How findings name generators and where they run. */
final class Generators {

  /** More machines than this are not listed as arguments: clan takes none for all. */
  private static final int ARGUMENTS = 3;

  private Generators() {}

  static Subject subject(String generator) {
    return new Subject(Subject.Type.GENERATOR, generator);
  }

  /** {@code shared}, {@code web01 and db01}: the placements of these vars, in order. */
  static String places(List<DeclaredVar> vars) {
    List<GeneratorId> ids = new ArrayList<>(vars.size());
    for (DeclaredVar var : vars) {
      ids.add(var.generator());
    }
    return places(ids);
  }

  /** The placements of these nodes, in order, each once. */
  static String places(Collection<GeneratorId> ids) {
    Set<String> places = new TreeSet<>();
    for (GeneratorId id : ids) {
      places.add(id.machine().orElse(id.scope().orElse("shared")));
    }
    return Wording.list(new ArrayList<>(places));
  }

  /** The machines to name to {@code clan vars} for these vars, each after a blank. */
  static String arguments(List<DeclaredVar> vars) {
    Set<String> machines = new TreeSet<>();
    for (DeclaredVar var : vars) {
      if (!var.generator().isShared()) {
        machines.addAll(var.machines());
      } else if (!var.machines().isEmpty()) {
        machines.add(var.machines().first());
      }
    }
    if (machines.size() > ARGUMENTS) {
      return "";
    }
    StringBuilder arguments = new StringBuilder();
    for (String machine : machines) {
      arguments.append(' ').append(machine);
    }
    return arguments.toString();
  }
}
