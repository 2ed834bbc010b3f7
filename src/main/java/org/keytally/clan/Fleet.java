package org.keytally.clan;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.sops.SopsConfig;

/**
 * A clan repository as it stands in one snapshot. Immutable; everything a rule may ask of the tree
 * is here.
 *
 * @param directory the clan directory, empty for the repository root; absent where the repository
 *     has none and only creation rules can be checked
 * @param users by name
 * @param keyedMachines machines that have a folder below {@code sops/machines}, by name
 * @param groups by name
 * @param secrets of {@code sops/secrets} and of vars, sorted by directory
 * @param publicVars sorted by path
 * @param sopsConfigs sorted by path
 * @param ruledFiles sorted by path
 * @param validationHashes what {@code .validation-hash} holds, by path of the generator's folder
 * @param ageStore what the age backend keeps
 * @param privateKeys places outside encrypted files where private key text stands, except those
 *     below {@code sops/users} and {@code sops/machines}, which are problems of the holder ({@link
 *     Problem.Kind#PRIVATE_KEY}), and public vars ({@link PublicVar#looksPrivate})
 * @param declared what Nix declares; absent where no usable manifest is at hand
 * @param problems of parts that belong to no other element
 */
public record Fleet(
    Optional<String> directory,
    SortedMap<String, KeyHolder> users,
    SortedMap<String, KeyHolder> keyedMachines,
    SortedMap<String, Group> groups,
    Machines machines,
    List<Secret> secrets,
    List<PublicVar> publicVars,
    List<SopsConfig> sopsConfigs,
    List<RuledFile> ruledFiles,
    SortedMap<String, String> validationHashes,
    AgeStore ageStore,
    List<PrivateKeyText> privateKeys,
    Optional<DeclaredVars> declared,
    List<Problem> problems) {

  public Fleet {
    users = Collections.unmodifiableSortedMap(new TreeMap<>(users));
    keyedMachines = Collections.unmodifiableSortedMap(new TreeMap<>(keyedMachines));
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    secrets = List.copyOf(secrets);
    publicVars = List.copyOf(publicVars);
    sopsConfigs = List.copyOf(sopsConfigs);
    ruledFiles = List.copyOf(ruledFiles);
    validationHashes = Collections.unmodifiableSortedMap(new TreeMap<>(validationHashes));
    privateKeys = List.copyOf(privateKeys);
    problems = List.copyOf(problems);
  }

  /**
   * Private key text that stands in clear.
   *
   * @param line from 1
   * @param what kind of key, as in "age identity"; never the key
   * @param key its public part, where that can be told, else {@code sha256:} and part of its digest
   */
  public record PrivateKeyText(String path, int line, String what, String key) {}
}
