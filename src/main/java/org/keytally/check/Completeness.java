package org.keytally.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.check.DeclaredVar.Exposure;
import org.keytally.check.DeclaredVar.State;
import org.keytally.clan.AgeStore;
import org.keytally.clan.Fleet;
import org.keytally.clan.GeneratorId;
import org.keytally.clan.Group;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Manifest;
import org.keytally.clan.MemberLink;
import org.keytally.clan.Placement;
import org.keytally.clan.PublicVar;
import org.keytally.clan.PublishedKey;
import org.keytally.clan.Readership;
import org.keytally.clan.Secret;
import org.keytally.sops.KeyType;
import org.keytally.sops.MasterKey;
import org.keytally.source.PasswordStore;

/**
 * How the vars of a tree compare with what Nix declares (clan-repository 2.4 to 2.6): every
 * declared file with its state, and what is there without being declared. Immutable; built in time
 * linear in files × machines.
 *
 * @param vars every declared file once, by generator and then by name
 * @param hashes generators whose stored validation hash is not the declared one
 * @param undeclared vars of the tree that no generator declares
 * @param unkeyed machines that secrets should be deployed to and that have no key, with the paths
 *     of those secrets
 * @param wantedUnlinked keys that Nix wants among the recipients of a secret although no link says
 *     so, by the secret's directory
 */
public record Completeness(
    List<DeclaredVar> vars,
    List<StaleHash> hashes,
    List<Undeclared> undeclared,
    SortedMap<String, List<String>> unkeyed,
    Map<String, Set<String>> wantedUnlinked) {

  public Completeness {
    vars = List.copyOf(vars);
    hashes = List.copyOf(hashes);
    undeclared = List.copyOf(undeclared);
  }

  /**
   * A generator whose stored validation hash is not the declared one (VAR-07, VAR-08).
   *
   * @param path of the hash file, whether it exists or not
   */
  public record StaleHash(
      GeneratorId generator, String path, Optional<String> declared, Optional<String> stored) {}

  /**
   * A var of the tree that no generator declares.
   *
   * @param path of the {@code secret} or {@code value} file
   */
  public record Undeclared(Placement.Var placement, String path, Reason reason) {

    /** What is not declared. */
    public enum Reason {
      /** The machine that it belongs to (VAR-06). */
      MACHINE,
      /** The generator (VAR-04). */
      GENERATOR,
      /** The file of a declared generator (VAR-05). */
      FILE,
      /** The placement: the generator is declared shared and this is per machine, or reverse. */
      PLACEMENT,
      /** The store: secrets of this generator are kept elsewhere (VAR-32). */
      STORE
    }
  }

  /** The generators that lack a file. */
  public Set<GeneratorId> incomplete() {
    return incomplete(vars);
  }

  private static Set<GeneratorId> incomplete(List<DeclaredVar> vars) {
    Set<GeneratorId> incomplete = new HashSet<>();
    for (DeclaredVar var : vars) {
      if (var.state() == State.MISSING) {
        incomplete.add(var.generator());
      }
    }
    return incomplete;
  }

  /** Compares a tree with a manifest, without looking into password stores. */
  public static Completeness of(Fleet fleet, Manifest manifest) {
    return of(fleet, manifest, Map.of());
  }

  /**
   * Compares a tree with a manifest.
   *
   * @param stores the password stores at hand, by the command that reads them
   */
  public static Completeness of(Fleet fleet, Manifest manifest, Map<String, PasswordStore> stores) {
    return new Comparison(fleet, manifest, stores).compare();
  }

  /** The node that a var belongs to. */
  static GeneratorId generatorOf(Placement.Var placement) {
    if (placement instanceof Placement.PerMachine var) {
      return GeneratorId.of(var.machine(), var.generator());
    }
    if (placement instanceof Placement.PerExport var) {
      return GeneratorId.ofScope(var.scope(), var.generator());
    }
    return GeneratorId.shared(placement.generator());
  }

  /** A declared file while its machines are collected. */
  private static final class Expected {
    private final GeneratorId generator;
    private final Placement.Var placement;
    private final Manifest.File file;
    private final boolean prompt;
    private final Manifest.Settings settings;
    private final SortedSet<String> machines = new TreeSet<>();
    private final SortedSet<String> deployedTo = new TreeSet<>();
    private final SortedSet<String> groups = new TreeSet<>();
    private boolean deploymentKnown = true;

    private Expected(
        GeneratorId generator,
        Placement.Var placement,
        Manifest.File file,
        boolean prompt,
        Manifest.Settings settings) {
      this.generator = generator;
      this.placement = placement;
      this.file = file;
      this.prompt = prompt;
      this.settings = settings;
    }

    private String store() {
      return settings.secretStore();
    }
  }

  private static final class Comparison {

    private final Fleet fleet;
    private final Manifest manifest;
    private final Map<String, PasswordStore> stores;
    private final Readership readership;
    private final String prefix;
    private final String vars;
    private final Map<String, Secret> secrets = new HashMap<>();
    private final Map<String, PublicVar> values = new HashMap<>();
    private final SortedMap<String, Expected> expected = new TreeMap<>();
    private final Map<String, Set<String>> groupKeys = new HashMap<>();
    private final SortedMap<String, List<String>> unkeyed = new TreeMap<>();
    private final Map<String, Set<String>> wantedUnlinked = new HashMap<>();
    private final boolean wholeFleetKnown;

    Comparison(Fleet fleet, Manifest manifest, Map<String, PasswordStore> stores) {
      this.fleet = fleet;
      this.manifest = manifest;
      this.stores = stores;
      this.readership = Readership.of(fleet);
      String directory = fleet.directory().orElse("");
      this.prefix = directory.isEmpty() ? "" : directory + '/';
      this.vars = prefix + "vars/";
      boolean known = true;
      for (Manifest.Machine machine : manifest.machines().values()) {
        known &= machine.evaluationError().isEmpty();
      }
      this.wholeFleetKnown = known;
      for (Secret secret : fleet.secrets()) {
        secrets.put(secret.directory(), secret);
      }
      for (PublicVar value : fleet.publicVars()) {
        values.put(parent(value.path()), value);
      }
    }

    Completeness compare() {
      expectMachines();
      expectExports();
      List<DeclaredVar> compared = new ArrayList<>(expected.size());
      for (Map.Entry<String, Expected> entry : expected.entrySet()) {
        compared.add(judge(entry.getKey(), entry.getValue()));
      }
      compared.sort(new ByGenerator());
      return new Completeness(
          compared, staleHashes(incomplete(compared)), undeclared(), unkeyed, wantedUnlinked);
    }

    private static final class ByGenerator implements Comparator<DeclaredVar> {
      @Override
      public int compare(DeclaredVar one, DeclaredVar other) {
        int order = one.generator().compareTo(other.generator());
        return order == 0 ? one.placement().file().compareTo(other.placement().file()) : order;
      }
    }

    private void expectMachines() {
      for (Map.Entry<String, Manifest.Machine> machine : manifest.machines().entrySet()) {
        String name = machine.getKey();
        Manifest.Settings settings = machine.getValue().settings();
        for (Map.Entry<String, Manifest.Generator> entry :
            machine.getValue().generators().entrySet()) {
          Manifest.Generator generator = entry.getValue();
          boolean share = generator.share();
          GeneratorId id =
              share ? GeneratorId.shared(entry.getKey()) : GeneratorId.of(name, entry.getKey());
          for (Map.Entry<String, Manifest.File> file : generator.files().entrySet()) {
            Expected var =
                expect(
                    id,
                    placement(name, share, entry.getKey(), file.getKey()),
                    file.getValue(),
                    generator.persistedPrompts().contains(file.getKey()),
                    settings);
            var.machines.add(name);
            var.groups.addAll(settings.defaultGroups());
            if (file.getValue().deploy()) {
              var.deployedTo.add(name);
            }
          }
          for (String prompt : generator.persistedPrompts()) {
            if (!generator.files().containsKey(prompt)) {
              Expected var =
                  expect(
                      id, placement(name, share, entry.getKey(), prompt), PROMPTED, true, settings);
              var.machines.add(name);
              var.deploymentKnown = false;
            }
          }
        }
      }
    }

    /** What clan adds for a prompt; what a manifest that does not list it leaves open. */
    private static final Manifest.File PROMPTED =
        new Manifest.File(
            true,
            false,
            List.of(),
            "services",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private void expectExports() {
      for (Map.Entry<String, SortedMap<String, Manifest.Generator>> scope :
          manifest.exports().entrySet()) {
        for (Map.Entry<String, Manifest.Generator> generator : scope.getValue().entrySet()) {
          for (Map.Entry<String, Manifest.File> file : generator.getValue().files().entrySet()) {
            Expected var =
                expect(
                    GeneratorId.ofScope(scope.getKey(), generator.getKey()),
                    new Placement.PerExport(scope.getKey(), generator.getKey(), file.getKey()),
                    file.getValue(),
                    false,
                    exportSettings());
            var.machines.addAll(file.getValue().deployTo());
            var.deployedTo.addAll(file.getValue().deployTo());
          }
        }
      }
    }

    /** Flake-level secrets are kept as those of the machines are. */
    private Manifest.Settings exportSettings() {
      for (Manifest.Machine machine : manifest.machines().values()) {
        if (machine.evaluationError().isEmpty()) {
          return machine.settings();
        }
      }
      return new Manifest.Settings(DeclaredVar.SOPS, List.of(), Optional.empty());
    }

    private Expected expect(
        GeneratorId generator,
        Placement.Var placement,
        Manifest.File file,
        boolean prompt,
        Manifest.Settings settings) {
      String directory = vars + placement.folder();
      Expected known = expected.get(directory);
      if (known == null) {
        known = new Expected(generator, placement, file, prompt, settings);
        expected.put(directory, known);
      }
      return known;
    }

    private static Placement.Var placement(
        String machine, boolean share, String generator, String file) {
      return share
          ? new Placement.Shared(generator, file)
          : new Placement.PerMachine(machine, generator, file);
    }

    private DeclaredVar judge(String directory, Expected var) {
      Optional<Secret> folder = Optional.ofNullable(secrets.get(directory));
      State state = state(directory, var, folder);
      List<String> unlinked = new ArrayList<>();
      List<String> undecryptable = new ArrayList<>();
      List<String> keyless = new ArrayList<>();
      List<Exposure> exposed = new ArrayList<>();
      List<String> groups = new ArrayList<>();
      if (var.file.secret()
          && var.deploymentKnown
          && var.store().equals(DeclaredVar.SOPS)
          && folder.isPresent()
          && folder.get().contents().isPresent()) {
        Secret secret = folder.get();
        if (Drift.recipientsAreReadable(secret.contents().get())) {
          Set<String> recipients = recipients(secret);
          judgeDeployment(var, secret, recipients, unlinked, undecryptable, keyless);
          for (String group : var.groups) {
            if (!hasLinkNamed(secret.groups(), group)
                && !recipients.containsAll(keysOfGroup(group))) {
              groups.add(group);
              wanted(directory).addAll(keysOfGroup(group));
            }
          }
          for (String machine : unlinked) {
            KeyHolder holder = fleet.keyedMachines().get(machine);
            if (holder != null) {
              addKeys(wanted(directory), holder);
            }
          }
        }
        judgeExposure(var, secret, exposed);
      }
      return new DeclaredVar(
          var.generator,
          var.placement,
          directory,
          path(directory, var),
          var.file,
          var.store(),
          var.prompt,
          state,
          folder,
          var.machines,
          unlinked,
          undecryptable,
          keyless,
          exposed,
          groups);
    }

    /** Where the file belongs; in a password store the name of its entry. */
    private String path(String directory, Expected var) {
      if (!var.file.secret()) {
        return directory + "/value";
      }
      return switch (var.store()) {
        case DeclaredVar.AGE -> prefix + AgeStore.path(var.placement);
        case DeclaredVar.PASSWORD_STORE -> entry(var.placement);
        default -> directory + "/secret";
      };
    }

    private static String entry(Placement.Var placement) {
      return PasswordStore.CLAN_FOLDER + '/' + placement.folder();
    }

    private State state(String directory, Expected var, Optional<Secret> folder) {
      boolean encrypted = folder.isPresent() && folder.get().contents().isPresent();
      boolean clear = values.containsKey(directory);
      if (!var.file.secret()) {
        return clear ? State.PRESENT : encrypted ? State.ENCRYPTED : State.MISSING;
      }
      State stored =
          switch (var.store()) {
            case DeclaredVar.SOPS -> encrypted ? State.PRESENT : State.MISSING;
            case DeclaredVar.AGE -> stateInAgeStore(var);
            case DeclaredVar.PASSWORD_STORE -> stateInPasswordStore(var);
            default -> State.NOT_CHECKED;
          };
      return clear && stored != State.PRESENT ? State.IN_CLEAR : stored;
    }

    private State stateInAgeStore(Expected var) {
      if (fleet.ageStore().vars().containsKey(prefix + AgeStore.path(var.placement))) {
        return State.PRESENT;
      }
      // This backend cannot read flake-level secrets yet, so where they would be is not known.
      return var.placement instanceof Placement.PerExport ? State.NOT_CHECKED : State.MISSING;
    }

    private State stateInPasswordStore(Expected var) {
      PasswordStore store = stores.get(var.settings.passCommand());
      if (store == null || !store.isAvailable()) {
        return State.NOT_CHECKED;
      }
      if (store.entries().containsKey(entry(var.placement))) {
        return State.PRESENT;
      }
      return var.placement instanceof Placement.PerExport ? State.NOT_CHECKED : State.MISSING;
    }

    private void judgeDeployment(
        Expected var,
        Secret secret,
        Set<String> recipients,
        List<String> unlinked,
        List<String> undecryptable,
        List<String> keyless) {
      Set<String> linked = new HashSet<>();
      for (MemberLink link : secret.machines()) {
        if (link.isFollowed() && link.member().isPresent()) {
          linked.add(link.member().get());
        }
      }
      for (MemberLink link : secret.groups()) {
        Optional<Group> group = readership.group(link);
        if (group.isPresent()) {
          for (MemberLink member : group.get().machines()) {
            if (member.isFollowed() && member.member().isPresent()) {
              linked.add(member.member().get());
            }
          }
        }
      }
      for (String machine : var.deployedTo) {
        KeyHolder holder = fleet.keyedMachines().get(machine);
        if (holder == null) {
          keyless.add(machine);
          Grouping.add(unkeyed, machine, secret.path());
        } else if (linked.contains(machine)) {
          if (!hasAKeyAmong(holder, recipients)) {
            undecryptable.add(machine);
          }
        } else {
          // A link that leads astray is reported as such.
          (hasLinkNamed(secret.machines(), machine) ? undecryptable : unlinked).add(machine);
        }
      }
    }

    private void judgeExposure(Expected var, Secret secret, List<Exposure> exposed) {
      for (MemberLink link : secret.machines()) {
        if (!link.isFollowed() || link.member().isEmpty()) {
          continue;
        }
        String machine = link.member().get();
        Manifest.Machine declared = manifest.machines().get(machine);
        // Of an unknown machine the key is what is wrong, and one that was not evaluated may
        // declare anything; but what is one machine's is never another's.
        boolean judged = declared != null && declared.evaluationError().isEmpty();
        boolean foreign =
            var.placement instanceof Placement.PerMachine own && !own.machine().equals(machine);
        if (foreign || (judged && !var.deployedTo.contains(machine))) {
          exposed.add(new Exposure(machine, link.path()));
        }
      }
    }

    private static boolean hasAKeyAmong(KeyHolder holder, Set<String> recipients) {
      for (PublishedKey key : holder.keys()) {
        if (recipients.contains(key.text()) || recipients.contains(key.text().strip())) {
          return true;
        }
      }
      return false;
    }

    private static boolean hasLinkNamed(List<MemberLink> links, String name) {
      for (MemberLink link : links) {
        if (link.name().equals(name) || link.member().orElse("").equals(name)) {
          return true;
        }
      }
      return false;
    }

    private Set<String> keysOfGroup(String name) {
      Set<String> known = groupKeys.get(name);
      if (known == null) {
        known = new HashSet<>();
        Group group = fleet.groups().get(name);
        if (group != null) {
          addKeys(known, group.users());
          addKeys(known, group.machines());
        }
        groupKeys.put(name, known);
      }
      return known;
    }

    private void addKeys(Set<String> keys, List<MemberLink> members) {
      for (MemberLink member : members) {
        Optional<KeyHolder> holder = readership.holder(member);
        if (holder.isPresent()) {
          addKeys(keys, holder.get());
        }
      }
    }

    private static void addKeys(Set<String> keys, KeyHolder holder) {
      for (PublishedKey key : holder.keys()) {
        if (key.isUsable()) {
          keys.add(key.text().strip());
        }
      }
    }

    private Set<String> wanted(String directory) {
      Set<String> wanted = wantedUnlinked.get(directory);
      if (wanted == null) {
        wanted = new HashSet<>();
        wantedUnlinked.put(directory, wanted);
      }
      return wanted;
    }

    private static Set<String> recipients(Secret secret) {
      Set<String> recipients = new HashSet<>();
      for (MasterKey key : secret.contents().orElseThrow().keys()) {
        if (key.type() == KeyType.AGE || key.type() == KeyType.PGP) {
          recipients.add(key.identifier());
        }
      }
      return recipients;
    }

    private List<StaleHash> staleHashes(Set<GeneratorId> incomplete) {
      SortedMap<GeneratorId, Optional<String>> declared = new TreeMap<>();
      for (Map.Entry<String, Manifest.Machine> machine : manifest.machines().entrySet()) {
        for (Map.Entry<String, Manifest.Generator> entry :
            machine.getValue().generators().entrySet()) {
          GeneratorId id =
              entry.getValue().share()
                  ? GeneratorId.shared(entry.getKey())
                  : GeneratorId.of(machine.getKey(), entry.getKey());
          declared.putIfAbsent(id, entry.getValue().validationHash());
        }
      }
      List<StaleHash> stale = new ArrayList<>();
      for (Map.Entry<GeneratorId, Optional<String>> entry : declared.entrySet()) {
        GeneratorId id = entry.getKey();
        String folder =
            vars
                + (id.isShared() ? "shared/" : "per-machine/" + id.machine().orElse("") + '/')
                + id.generator();
        Optional<String> stored = Optional.ofNullable(fleet.validationHashes().get(folder));
        // What was never generated has no hash either, and that is no second fault.
        boolean neverGenerated = stored.isEmpty() && incomplete.contains(id);
        if (!stored.equals(entry.getValue()) && !neverGenerated) {
          stale.add(new StaleHash(id, folder + "/.validation-hash", entry.getValue(), stored));
        }
      }
      return stale;
    }

    private List<Undeclared> undeclared() {
      Set<GeneratorId> generators = new HashSet<>();
      Set<String> shared = new HashSet<>();
      Map<String, Set<String>> perMachine = new HashMap<>();
      for (Map.Entry<String, Manifest.Machine> machine : manifest.machines().entrySet()) {
        for (Map.Entry<String, Manifest.Generator> entry :
            machine.getValue().generators().entrySet()) {
          if (entry.getValue().share()) {
            generators.add(GeneratorId.shared(entry.getKey()));
            shared.add(entry.getKey());
          } else {
            generators.add(GeneratorId.of(machine.getKey(), entry.getKey()));
            Set<String> machines = perMachine.get(entry.getKey());
            if (machines == null) {
              machines = new HashSet<>();
              perMachine.put(entry.getKey(), machines);
            }
            machines.add(machine.getKey());
          }
        }
      }
      for (Map.Entry<String, SortedMap<String, Manifest.Generator>> scope :
          manifest.exports().entrySet()) {
        for (String generator : scope.getValue().keySet()) {
          generators.add(GeneratorId.ofScope(scope.getKey(), generator));
        }
      }
      List<Undeclared> found = new ArrayList<>();
      for (Secret secret : fleet.secrets()) {
        if (secret.placement() instanceof Placement.Var var) {
          add(found, secret.directory(), secret.path(), var, generators, shared, perMachine);
          Expected declared = expected.get(secret.directory());
          if (declared != null
              && declared.file.secret()
              && !declared.store().equals(DeclaredVar.SOPS)
              && secret.contents().isPresent()) {
            found.add(new Undeclared(var, secret.path(), Undeclared.Reason.STORE));
          }
        }
      }
      for (PublicVar value : fleet.publicVars()) {
        String directory = parent(value.path());
        if (value.placement() instanceof Placement.Var var && !secrets.containsKey(directory)) {
          add(found, directory, value.path(), var, generators, shared, perMachine);
        }
      }
      for (Map.Entry<String, AgeStore.SealedVar> sealed : fleet.ageStore().vars().entrySet()) {
        Placement.Var var = sealed.getValue().placement();
        Expected declared = expected.get(vars + var.folder());
        if (declared == null) {
          add(found, vars + var.folder(), sealed.getKey(), var, generators, shared, perMachine);
        } else if (!declared.file.secret() || !declared.store().equals(DeclaredVar.AGE)) {
          found.add(new Undeclared(var, sealed.getKey(), Undeclared.Reason.STORE));
        }
      }
      return found;
    }

    private void add(
        List<Undeclared> found,
        String directory,
        String path,
        Placement.Var var,
        Set<GeneratorId> generators,
        Set<String> shared,
        Map<String, Set<String>> perMachine) {
      if (expected.containsKey(directory)) {
        return;
      }
      if (generators.contains(generatorOf(var))) {
        found.add(new Undeclared(var, path, Undeclared.Reason.FILE));
      } else if (var instanceof Placement.PerMachine own) {
        Manifest.Machine machine = manifest.machines().get(own.machine());
        if (machine == null) {
          if (!fleet.machines().declared().contains(own.machine())) {
            found.add(new Undeclared(var, path, Undeclared.Reason.MACHINE));
          }
        } else if (machine.evaluationError().isEmpty()) {
          boolean switched =
              shared.contains(var.generator()) && machine.generators().containsKey(var.generator());
          found.add(
              new Undeclared(
                  var, path, switched ? Undeclared.Reason.PLACEMENT : Undeclared.Reason.GENERATOR));
        }
      } else if (var instanceof Placement.Shared) {
        // A machine that was not evaluated may be the one that declares it.
        if (wholeFleetKnown) {
          found.add(
              new Undeclared(
                  var,
                  path,
                  perMachine.containsKey(var.generator())
                      ? Undeclared.Reason.PLACEMENT
                      : Undeclared.Reason.GENERATOR));
        }
      } else if (!manifest.exports().isEmpty()) {
        // A manifest made by other means may know nothing of flake-level generators.
        found.add(new Undeclared(var, path, Undeclared.Reason.GENERATOR));
      }
    }

    private static String parent(String path) {
      return path.substring(0, path.lastIndexOf('/'));
    }
  }
}
