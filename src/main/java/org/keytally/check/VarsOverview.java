package org.keytally.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.clan.GeneratorId;
import org.keytally.clan.Manifest;
import org.keytally.clan.Placement;
import org.keytally.clan.PublicVar;
import org.keytally.clan.Secret;

/**
 * Machine by machine and generator by generator, what is there of the vars and what is wrong with
 * it. Immutable.
 *
 * @param declared whether Nix's declarations were known; otherwise only what the tree has is told
 * @param stale why the declarations may be out of date, a clause
 * @param places machines by name, then scopes of flake-level generators, then, where nothing is
 *     declared, what is shared
 */
public record VarsOverview(boolean declared, Optional<String> stale, List<Place> places) {

  public VarsOverview {
    places = List.copyOf(places);
  }

  /** What can be wrong with a generator on a machine, worst first. */
  public enum State {
    MISSING,
    WRONG_VISIBILITY,
    STALE,
    NOT_DEPLOYABLE,
    OVEREXPOSED,
    /** Kept where this run did not look. */
    NOT_CHECKED
  }

  /** Where generators run. */
  public enum Kind {
    MACHINE,
    SHARED,
    EXPORT
  }

  /**
   * A machine, or a scope of flake-level generators.
   *
   * @param notEvaluated why nothing is known of the machine
   */
  public record Place(
      Kind kind, String name, Optional<String> notEvaluated, List<Generator> generators) {

    public Place {
      generators = List.copyOf(generators);
    }

    /** How many of the generators have nothing wrong. */
    public int complete() {
      int complete = 0;
      for (Generator generator : generators) {
        complete += generator.isComplete() ? 1 : 0;
      }
      return complete;
    }
  }

  /**
   * A generator at a place.
   *
   * @param shared whether machines have its values in common
   * @param files how many there are or should be
   * @param faults names of the files with each fault; of a stale generator none
   */
  public record Generator(String name, boolean shared, int files, Map<State, List<String>> faults) {

    public Generator {
      faults = Collections.unmodifiableMap(new TreeMap<>(faults));
    }

    /** Whether nothing is wrong, as far as this run looked. */
    public boolean isComplete() {
      return faults.isEmpty();
    }
  }

  /** Whether something is missing or wrong; what was not checked is not. */
  public boolean hasFaults() {
    for (Place place : places) {
      for (Generator generator : place.generators()) {
        for (State state : generator.faults().keySet()) {
          if (state != State.NOT_CHECKED) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether there is such a machine or scope. */
  public boolean has(String name) {
    for (Place place : places) {
      if (place.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** Only the machine or scope of this name. */
  public VarsOverview only(String name) {
    List<Place> kept = new ArrayList<>();
    for (Place place : places) {
      if (place.name().equals(name)) {
        kept.add(place);
      }
    }
    return new VarsOverview(declared, stale, kept);
  }

  /** Looks over the vars of a fleet. */
  public static VarsOverview of(Evidence evidence) {
    if (evidence.declared().isEmpty() || evidence.completeness().isEmpty()) {
      return ofTree(evidence);
    }
    Survey survey = new Survey();
    Manifest manifest = evidence.declared().get().manifest();
    for (String machine : manifest.machines().keySet()) {
      survey.generators(Kind.MACHINE, machine);
    }
    Map<GeneratorId, List<String>> machines = new TreeMap<>();
    for (DeclaredVar var : evidence.completeness().get().vars()) {
      survey.add(var);
      if (!machines.containsKey(var.generator())) {
        machines.put(var.generator(), new ArrayList<>(var.machines()));
      }
    }
    for (Completeness.StaleHash hash : evidence.completeness().get().hashes()) {
      GeneratorId id = hash.generator();
      for (String machine : machines.getOrDefault(id, List.of())) {
        survey.draft(Kind.MACHINE, machine, id).fault(State.STALE);
      }
    }
    return new VarsOverview(
        true, evidence.declared().get().stale(), survey.places(manifest.machines()));
  }

  private static VarsOverview ofTree(Evidence evidence) {
    Survey survey = new Survey();
    for (String machine : evidence.fleet().machines().all()) {
      survey.generators(Kind.MACHINE, machine);
    }
    for (Secret secret : evidence.fleet().secrets()) {
      if (secret.placement() instanceof Placement.Var var) {
        survey.present(var);
      }
    }
    for (PublicVar value : evidence.fleet().publicVars()) {
      if (value.placement() instanceof Placement.Var var) {
        survey.present(var);
      }
    }
    return new VarsOverview(false, Optional.empty(), survey.places(new TreeMap<>()));
  }

  private static final class Draft {
    private final boolean shared;
    private final Map<State, List<String>> faults = new EnumMap<>(State.class);
    private int files;

    private Draft(boolean shared) {
      this.shared = shared;
    }

    private List<String> fault(State state) {
      return faults.computeIfAbsent(state, k -> new ArrayList<>());
    }
  }

  private static final class Survey {
    private final Map<Kind, SortedMap<String, SortedMap<String, Draft>>> places =
        new EnumMap<>(Kind.class);

    SortedMap<String, Draft> generators(Kind kind, String place) {
      return places
          .computeIfAbsent(kind, k -> new TreeMap<>())
          .computeIfAbsent(place, k -> new TreeMap<>());
    }

    Draft draft(Kind kind, String place, GeneratorId generator) {
      return generators(kind, place)
          .computeIfAbsent(generator.generator(), k -> new Draft(generator.isShared()));
    }

    void present(Placement.Var var) {
      GeneratorId id = Completeness.generatorOf(var);
      Kind kind =
          id.machine().isPresent()
              ? Kind.MACHINE
              : id.scope().isPresent() ? Kind.EXPORT : Kind.SHARED;
      draft(kind, id.machine().orElse(id.scope().orElse("shared")), id).files++;
    }

    void add(DeclaredVar var) {
      String file = var.placement().file();
      if (var.generator().scope().isPresent()) {
        Draft draft = draft(Kind.EXPORT, var.generator().scope().get(), var.generator());
        add(draft, var, file);
        if (!var.unlinked().isEmpty() || !var.undecryptable().isEmpty()) {
          draft.fault(State.NOT_DEPLOYABLE).add(file);
        }
        if (!var.exposedTo().isEmpty()) {
          draft.fault(State.OVEREXPOSED).add(file);
        }
        return;
      }
      for (String machine : var.machines()) {
        Draft draft = draft(Kind.MACHINE, machine, var.generator());
        add(draft, var, file);
      }
      for (String machine : var.unlinked()) {
        draft(Kind.MACHINE, machine, var.generator()).fault(State.NOT_DEPLOYABLE).add(file);
      }
      for (String machine : var.undecryptable()) {
        draft(Kind.MACHINE, machine, var.generator()).fault(State.NOT_DEPLOYABLE).add(file);
      }
      for (String machine : var.unkeyed()) {
        draft(Kind.MACHINE, machine, var.generator()).fault(State.NOT_DEPLOYABLE).add(file);
      }
      for (DeclaredVar.Exposure exposure : var.exposedTo()) {
        draft(Kind.MACHINE, exposure.machine(), var.generator()).fault(State.OVEREXPOSED).add(file);
      }
    }

    private static void add(Draft draft, DeclaredVar var, String file) {
      draft.files++;
      switch (var.state()) {
        case PRESENT -> {}
        case MISSING -> draft.fault(State.MISSING).add(file);
        case IN_CLEAR, ENCRYPTED -> draft.fault(State.WRONG_VISIBILITY).add(file);
        case NOT_CHECKED -> draft.fault(State.NOT_CHECKED).add(file);
      }
    }

    List<Place> places(SortedMap<String, Manifest.Machine> declared) {
      List<Place> all = new ArrayList<>();
      for (Map.Entry<Kind, SortedMap<String, SortedMap<String, Draft>>> kind : places.entrySet()) {
        for (Map.Entry<String, SortedMap<String, Draft>> place : kind.getValue().entrySet()) {
          List<Generator> generators = new ArrayList<>();
          for (Map.Entry<String, Draft> generator : place.getValue().entrySet()) {
            Draft draft = generator.getValue();
            generators.add(
                new Generator(generator.getKey(), draft.shared, draft.files, draft.faults));
          }
          Manifest.Machine machine = declared.get(place.getKey());
          all.add(
              new Place(
                  kind.getKey(),
                  place.getKey(),
                  machine == null || kind.getKey() != Kind.MACHINE
                      ? Optional.empty()
                      : machine.evaluationError(),
                  generators));
        }
      }
      return all;
    }
  }
}
