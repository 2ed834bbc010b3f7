package org.keytally.check;

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

  private final Fleet fleet;
  private final Configuration configuration;
  private final Owners owners;
  private final Optional<Completeness> completeness;
  private final Drift drift;
  private final Optional<GeneratorGraph> graph;
  private final Optional<WorkTreeState> workTree;
  private final Optional<Workstation> workstation;
  private final Optional<FleetProof> proof;
  private final Optional<Change> change;
  private final Sources sources;
  private final Map<String, PasswordStore> passwordStores;
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
        fleet,
        configuration,
        workTree,
        workstation,
        Optional.empty(),
        Sources.NONE,
        Map.of(),
        Optional.empty());
  }

  private Evidence(
      Fleet fleet,
      Configuration configuration,
      Optional<WorkTreeState> workTree,
      Optional<Workstation> workstation,
      Optional<FleetProof> proof,
      Sources sources,
      Map<String, PasswordStore> passwordStores,
      Optional<Past> past) {
    this.fleet = fleet;
    this.configuration = configuration;
    this.owners = Owners.of(fleet, configuration);
    this.graph =
        fleet.declared().isPresent()
            ? Optional.of(GeneratorGraph.of(fleet.declared().get().manifest()))
            : Optional.empty();
    this.completeness =
        fleet.declared().isPresent()
            ? Optional.of(Completeness.of(fleet, fleet.declared().get().manifest(), passwordStores))
            : Optional.empty();
    this.drift = Drift.of(fleet, owners, completeness);
    this.workTree = workTree;
    this.workstation = workstation;
    this.proof = proof;
    this.change = Optional.empty();
    this.sources = sources;
    this.passwordStores = Map.copyOf(passwordStores);
    this.past = past;
  }

  private Evidence(Evidence state, Change change) {
    this.fleet = state.fleet;
    this.configuration = state.configuration;
    this.owners = state.owners;
    this.drift = state.drift;
    this.workTree = state.workTree;
    this.workstation = state.workstation;
    this.graph = state.graph;
    this.completeness = state.completeness;
    this.proof = state.proof;
    this.change = Optional.of(change);
    this.sources = state.sources;
    this.passwordStores = state.passwordStores;
    this.past = state.past;
  }

  /** The same state, seen as a change of another. */
  public Evidence as(Change made) {
    return new Evidence(this, made);
  }

  /** The same with what private keys prove of the encrypted files. */
  public Evidence with(FleetProof proven) {
    return new Evidence(
        fleet,
        configuration,
        workTree,
        workstation,
        Optional.of(proven),
        sources,
        passwordStores,
        past);
  }

  /** The same with what the history tells. */
  public Evidence with(Past told) {
    return new Evidence(
        fleet,
        configuration,
        workTree,
        workstation,
        proof,
        sources,
        passwordStores,
        Optional.of(told));
  }

  /** What the history tells; absent where it was not looked at, or could not be. */
  public Optional<Past> past() {
    return past;
  }

  /** The same with ssh keys that age keys are said to come from. */
  public Evidence with(Sources found) {
    return new Evidence(
        fleet, configuration, workTree, workstation, proof, found, passwordStores, past);
  }

  /**
   * The same with the password stores of this computer.
   *
   * @param stores by the command that reads them
   */
  public Evidence with(Map<String, PasswordStore> stores) {
    return new Evidence(fleet, configuration, workTree, workstation, proof, sources, stores, past);
  }

  /** The same with the private keys at hand. */
  public Evidence with(Workstation found) {
    return new Evidence(
        fleet, configuration, workTree, Optional.of(found), proof, sources, passwordStores, past);
  }

  /**
   * The password stores of this computer that were looked for, by the command that reads them; none
   * where a state is judged without the person's computer.
   */
  public Map<String, PasswordStore> passwordStores() {
    return passwordStores;
  }

  /** The ssh keys that age keys come from, besides those that the configuration declares. */
  public Sources sources() {
    return sources;
  }

  public Fleet fleet() {
    return fleet;
  }

  public Configuration configuration() {
    return configuration;
  }

  /** Whose key is whose in this fleet. */
  public Owners owners() {
    return owners;
  }

  /** What Nix declares; absent where no usable manifest is at hand. */
  public Optional<DeclaredVars> declared() {
    return fleet.declared();
  }

  /** The graph of all declared generators; absent where {@link #declared} is. */
  public Optional<GeneratorGraph> graph() {
    return graph;
  }

  /** How the vars compare with what Nix declares; absent where no usable manifest is at hand. */
  public Optional<Completeness> completeness() {
    return completeness;
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
    return drift;
  }

  /** The path, from the repository root, of something in the clan directory. */
  String path(String inClanDirectory) {
    String directory = fleet.directory().orElse("");
    return directory.isEmpty() ? inClanDirectory : directory + '/' + inClanDirectory;
  }
}
