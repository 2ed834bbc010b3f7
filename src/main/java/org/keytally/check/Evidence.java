package org.keytally.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.clan.DeclaredVars;
import org.keytally.clan.Fleet;
import org.keytally.clan.GeneratorGraph;
import org.keytally.clan.Owners;
import org.keytally.clan.WorkTreeState;
import org.keytally.config.Configuration;
import org.keytally.history.Past;
import org.keytally.source.PasswordStore;
import org.keytally.source.Sources;
import org.keytally.source.Workstation;
import org.keytally.verify.FleetProof;

/** All that rules may look at. Immutable. */
public final class Evidence {

  private final Derived derived;
  private final Optional<WorkTreeState> workTree;
  private final Optional<Workstation> workstation;
  private final Optional<FleetProof> proof;
  private final Optional<Change> change;
  private final Sources sources;
  private final Optional<Past> past;

  /**
   * Puts the evidence together.
   *
   * @param workTree how git treats the paths; absent for a commit
   * @param workstation the private keys at hand; absent where none was looked for
   */
  public Evidence(
      Fleet fleet,
      Configuration configuration,
      Optional<WorkTreeState> workTree,
      Optional<Workstation> workstation) {
    this(
        Derived.of(fleet, configuration, Map.of()),
        workTree,
        workstation,
        Optional.empty(),
        Optional.empty(),
        Sources.NONE,
        Optional.empty());
  }

  private Evidence(
      Derived derived,
      Optional<WorkTreeState> workTree,
      Optional<Workstation> workstation,
      Optional<FleetProof> proof,
      Optional<Change> change,
      Sources sources,
      Optional<Past> past) {
    this.derived = derived;
    this.workTree = workTree;
    this.workstation = workstation;
    this.proof = proof;
    this.change = change;
    this.sources = sources;
    this.past = past;
  }

  /**
   * What follows from a fleet alone: found once, for all rules and for all that is said of the
   * fleet later. Made as a whole and never changed, so that rules may look at it side by side.
   */
  private record Derived(
      Fleet fleet,
      Configuration configuration,
      Map<String, PasswordStore> passwordStores,
      Readers readers,
      Parts parts) {

    static Derived of(
        Fleet fleet, Configuration configuration, Map<String, PasswordStore> passwordStores) {
      SideBySide.Piece<Readers> readers =
          new SideBySide.Piece<>() {
            @Override
            Readers make() {
              return Readers.of(fleet, configuration, passwordStores);
            }
          };
      SideBySide.Piece<Parts> parts =
          new SideBySide.Piece<>() {
            @Override
            Parts make() {
              return Parts.of(fleet);
            }
          };
      SideBySide.all(List.of(readers, parts), SideBySide.threadsFor(fleet));
      return new Derived(
          fleet, configuration, Map.copyOf(passwordStores), readers.made(), parts.made());
    }
  }

  /** Who can, and who should be able to, read what. */
  private record Readers(
      Owners owners,
      Optional<GeneratorGraph> graph,
      Optional<Completeness> completeness,
      SopsFiles sopsFiles,
      Drift drift) {

    static Readers of(
        Fleet fleet, Configuration configuration, Map<String, PasswordStore> passwordStores) {
      Owners owners = Owners.of(fleet, configuration);
      Optional<GeneratorGraph> graph =
          fleet.declared().isPresent()
              ? Optional.of(GeneratorGraph.of(fleet.declared().get().manifest()))
              : Optional.empty();
      Optional<Completeness> completeness =
          fleet.declared().isPresent()
              ? Optional.of(
                  Completeness.of(fleet, fleet.declared().get().manifest(), passwordStores))
              : Optional.empty();
      SopsFiles sopsFiles = SopsFiles.of(fleet);
      Drift drift = Drift.of(fleet, sopsFiles, owners, completeness);
      return new Readers(owners, graph, completeness, sopsFiles, drift);
    }
  }

  /** What is sought among all parts of the fleet, one by one. */
  private record Parts(
      Links links, List<MachineSecrets.PrivateKey> machineKeys, Problems problems) {

    static Parts of(Fleet fleet) {
      return new Parts(Links.of(fleet), MachineSecrets.of(fleet), Problems.of(fleet));
    }
  }

  /** The same state, seen as a change of another. */
  public Evidence as(Change made) {
    return new Evidence(derived, workTree, workstation, proof, Optional.of(made), sources, past);
  }

  /** The same with what private keys prove of the encrypted files. */
  public Evidence with(FleetProof proven) {
    return new Evidence(derived, workTree, workstation, Optional.of(proven), change, sources, past);
  }

  /** The same with what the history tells. */
  public Evidence with(Past told) {
    return new Evidence(derived, workTree, workstation, proof, change, sources, Optional.of(told));
  }

  /** What the history tells; absent where it was not looked at, or could not be. */
  public Optional<Past> past() {
    return past;
  }

  /** The same with ssh keys that age keys are said to come from. */
  public Evidence with(Sources found) {
    return new Evidence(derived, workTree, workstation, proof, change, found, past);
  }

  /**
   * The same with the password stores of this computer.
   *
   * @param stores by the command that reads them
   */
  public Evidence with(Map<String, PasswordStore> stores) {
    return new Evidence(
        Derived.of(fleet(), configuration(), stores),
        workTree,
        workstation,
        proof,
        change,
        sources,
        past);
  }

  /** The same with the private keys at hand. */
  public Evidence with(Workstation found) {
    return new Evidence(derived, workTree, Optional.of(found), proof, change, sources, past);
  }

  /**
   * The password stores of this computer that were looked for, by the command that reads them; none
   * where a state is judged without the person's computer.
   */
  public Map<String, PasswordStore> passwordStores() {
    return derived.passwordStores();
  }

  /** The ssh keys that age keys come from, besides those that the configuration declares. */
  public Sources sources() {
    return sources;
  }

  public Fleet fleet() {
    return derived.fleet();
  }

  public Configuration configuration() {
    return derived.configuration();
  }

  /** Whose key is whose in this fleet. */
  public Owners owners() {
    return derived.readers().owners();
  }

  /** What Nix declares; absent where no usable manifest is at hand. */
  public Optional<DeclaredVars> declared() {
    return derived.fleet().declared();
  }

  /** The graph of all declared generators; absent where {@link #declared} is. */
  public Optional<GeneratorGraph> graph() {
    return derived.readers().graph();
  }

  /** How the vars compare with what Nix declares; absent where no usable manifest is at hand. */
  public Optional<Completeness> completeness() {
    return derived.readers().completeness();
  }

  public Optional<WorkTreeState> workTree() {
    return workTree;
  }

  public Optional<Workstation> workstation() {
    return workstation;
  }

  /** What private keys prove; absent where nothing was decrypted. */
  public Optional<FleetProof> proof() {
    return proof;
  }

  /** What the state changes; absent where it is not compared with another. */
  public Optional<Change> change() {
    return change;
  }

  /** How the recipients of secrets differ from what their links ask for. */
  Drift drift() {
    return derived.readers().drift();
  }

  /** The encrypted files of the fleet. */
  SopsFiles sopsFiles() {
    return derived.readers().sopsFiles();
  }

  /** The member links that want a word. */
  Links links() {
    return derived.parts().links();
  }

  /** The secrets that hold private keys of machines, in the order of the fleet. */
  List<MachineSecrets.PrivateKey> machineKeys() {
    return derived.parts().machineKeys();
  }

  /** What was found malformed while the fleet was read. */
  Problems problems() {
    return derived.parts().problems();
  }

  /** The path, from the repository root, of something in the clan directory. */
  String path(String inClanDirectory) {
    String directory = fleet().directory().orElse("");
    return directory.isEmpty() ? inClanDirectory : directory + '/' + inClanDirectory;
  }
}
