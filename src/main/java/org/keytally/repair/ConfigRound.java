package org.keytally.repair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.check.Evidence;
import org.keytally.check.Finding;
import org.keytally.check.Selection;
import org.keytally.clan.KeyHolder;
import org.keytally.clan.Owners;
import org.keytally.clan.Owners.OwnedAnchor;
import org.keytally.clan.PublishedKey;
import org.keytally.clan.RuledFile;
import org.keytally.git.RepositoryException;
import org.keytally.sops.CreationRule;
import org.keytally.sops.RuleKey;
import org.keytally.sops.SopsConfig;
import org.keytally.sops.SopsConfigReader;
import org.keytally.sops.SopsConfigText;
import org.keytally.sops.SopsException;

/**
 * Plans what is wrong with the keys in {@code .sops.yaml}: users without anchor, anchors that
 * nobody uses, and, where the person says which is right, anchors with another key than clan's. The
 * files under the changed rules are a matter of the recipients, after this.
 */
final class ConfigRound {

  private final Evidence found;
  private final Owners owners;
  private final Draft draft;
  private final Set<String> byName;
  private final boolean canEncrypt;
  private final Map<String, SopsConfig> configs = new HashMap<>();
  private final Map<Place, OwnedAnchor> anchors = new HashMap<>();
  private final Map<String, Set<String>> unused = new TreeMap<>();
  private final Map<String, Pending> pending = new TreeMap<>();

  /** Where an anchor stands. */
  private record Place(String file, int line, String name) {}

  /**
   * For one fleet.
   *
   * @param selection of rules; those that are selected by name have the person's word
   * @param canEncrypt whether there is a private key, without which new recipients are in vain
   */
  ConfigRound(Evidence found, Draft draft, Selection selection, boolean canEncrypt) {
    this.found = found;
    this.owners = found.owners();
    this.draft = draft;
    this.byName = selection.only();
    this.canEncrypt = canEncrypt;
    for (SopsConfig config : found.fleet().sopsConfigs()) {
      configs.put(config.path(), config);
    }
    for (OwnedAnchor anchor : owners.anchors()) {
      anchors.put(new Place(anchor.file(), anchor.anchor().line(), anchor.anchor().name()), anchor);
    }
  }

  /** A file as changed so far. */
  private static final class Pending {
    final Set<String> rules = new TreeSet<>();
    final Set<Integer> touched = new HashSet<>();
    SopsConfigText text;

    Pending(SopsConfigText text) {
      this.text = text;
    }
  }

  /** A change of a text. */
  @FunctionalInterface
  private interface Change {
    SopsConfigText of(SopsConfigText text) throws SopsException;
  }

  /** Notes what a finding asks for. */
  void note(Finding finding) throws RepositoryException {
    switch (finding.rule()) {
      case "anchor-unused" -> noteUnused(finding);
      case "user-anchor-missing" -> addMissing(finding);
      case "user-anchor-mismatch", "machine-anchor-mismatch" -> {
        if (byName.contains(finding.rule())) {
          correct(finding);
        }
      }
      default -> {}
    }
  }

  /** Makes steps of all changes. */
  void plan() throws RepositoryException {
    for (Map.Entry<String, Set<String>> file : unused.entrySet()) {
      change(
          file.getKey(), "anchor-unused", Set.of(), text -> text.withoutAnchors(file.getValue()));
    }
    for (Map.Entry<String, Pending> file : pending.entrySet()) {
      Pending changes = file.getValue();
      draft.rewrite(
          file.getKey(), changes.text.bytes(), changes.rules, Need.NOTHING, Optional.empty());
    }
    for (RuledFile ruled : found.fleet().ruledFiles()) {
      Pending changes =
          ruled.config().isPresent() ? pending.get(ruled.config().get().path()) : null;
      if (changes != null
          && ruled.rule().isPresent()
          && changes.touched.contains(ruled.rule().get().line())) {
        changes.rules.forEach(rule -> draft.touch(ruled.path(), rule));
      }
    }
  }

  /** Only a key of nobody: that of a user or machine is there for a rule to come. */
  private void noteUnused(Finding finding) {
    OwnedAnchor anchor = anchors.get(placeOf(finding));
    if (anchor != null
        && anchor.isExternal()
        && !found.configuration().externalAnchors().contains(anchor.anchor().name())) {
      unused.computeIfAbsent(anchor.file(), k -> new TreeSet<>()).add(anchor.anchor().name());
    }
  }

  private static Place placeOf(Finding finding) {
    return new Place(finding.path().orElse(""), finding.line(), finding.subject().name());
  }

  private void addMissing(Finding finding) throws RepositoryException {
    KeyHolder user = found.fleet().users().get(finding.subject().name());
    if (user == null) {
      return;
    }
    Set<String> anchored = new HashSet<>();
    List<OwnedAnchor> own = new ArrayList<>();
    List<OwnedAnchor> others = new ArrayList<>();
    for (OwnedAnchor anchor : owners.anchors()) {
      anchored.add(anchor.anchor().value());
      if (anchor.person().isPresent()) {
        boolean mine = owners.personOf(anchor.person().get()).equals(owners.personOf(user.name()));
        (mine ? own : others).add(anchor);
      }
    }
    for (PublishedKey key : user.keys()) {
      if (key.isUsable() && anchored.add(key.text())) {
        String name = freeName(user.name());
        if (own.isEmpty()) {
          addPerson(finding, key.text(), name, others);
        } else {
          OwnedAnchor sibling = own.get(0);
          change(
              sibling.file(),
              finding.rule(),
              linesOf(sibling.file(), sibling.anchor().value()),
              text -> text.withKeyBeside(sibling.anchor().value(), key.text(), name));
        }
      }
    }
  }

  /** To the rules in which every other person is: what the whole team reads. */
  private void addPerson(Finding finding, String key, String name, List<OwnedAnchor> others)
      throws RepositoryException {
    Map<String, List<OwnedAnchor>> byFile = new TreeMap<>();
    for (OwnedAnchor other : others) {
      byFile.computeIfAbsent(other.file(), k -> new ArrayList<>()).add(other);
    }
    boolean any = false;
    for (Map.Entry<String, List<OwnedAnchor>> file : byFile.entrySet()) {
      List<OwnedAnchor> persons = file.getValue();
      String last = persons.get(persons.size() - 1).anchor().name();
      Map<Integer, String> places = new TreeMap<>();
      Set<Integer> rules = new HashSet<>();
      for (CreationRule rule : config(file.getKey()).map(SopsConfig::rules).orElse(List.of())) {
        Optional<RuleKey> place = lastPerson(rule, persons);
        if (place.isPresent()) {
          places.put(place.get().line(), place.get().identifier());
          rules.add(rule.line());
        }
      }
      if (!rules.isEmpty()) {
        any = true;
        change(
            file.getKey(),
            finding.rule(),
            rules,
            text -> text.withAliasBeside(places, name).withAnchorAfter(last, name, key));
      }
    }
    if (!any) {
      obstacle(
          finding,
          "No rule of .sops.yaml names every other person, so it is not clear which of its files "
              + finding.subject().name()
              + " should read.",
          "Add the line `- &" + name + ' ' + key + "` to its keys, and *" + name + " to rules.");
    }
  }

  /** The last key of a person in a rule that names all of them; absent if it does not. */
  private static Optional<RuleKey> lastPerson(CreationRule rule, List<OwnedAnchor> persons) {
    if (rule.groups().size() != 1) {
      return Optional.empty();
    }
    Set<String> missing = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (OwnedAnchor person : persons) {
      missing.add(person.person().orElse(""));
      keys.add(person.anchor().value());
    }
    Optional<RuleKey> last = Optional.empty();
    for (RuleKey key : rule.groups().get(0)) {
      if (keys.contains(key.identifier())) {
        last = Optional.of(key);
        for (OwnedAnchor person : persons) {
          if (person.anchor().value().equals(key.identifier())) {
            missing.remove(person.person().orElse(""));
          }
        }
      }
    }
    return missing.isEmpty() ? last : Optional.empty();
  }

  /** The clan key is right: that is what selecting the rule by name says. */
  private void correct(Finding finding) throws RepositoryException {
    OwnedAnchor anchor = anchors.get(placeOf(finding));
    if (anchor == null) {
      return;
    }
    Set<String> keys = new TreeSet<>();
    for (KeyHolder holder : holders(anchor)) {
      for (PublishedKey key : holder.keys()) {
        if (key.isUsable()) {
          keys.add(key.text());
        }
      }
    }
    for (OwnedAnchor other : owners.anchors()) {
      keys.remove(other.anchor().value());
    }
    if (keys.size() != 1) {
      obstacle(
          finding,
          "There is not exactly one registered key that no other anchor has.",
          "Write the right key behind &" + anchor.anchor().name() + '.');
      return;
    }
    String key = keys.iterator().next();
    change(
        anchor.file(),
        finding.rule(),
        linesOf(anchor.file(), anchor.anchor().value()),
        text -> text.withAnchorValue(anchor.anchor().name(), key));
  }

  private List<KeyHolder> holders(OwnedAnchor anchor) {
    List<KeyHolder> holders = new ArrayList<>();
    if (anchor.machine().isPresent()) {
      holders.add(found.fleet().keyedMachines().get(anchor.machine().get()));
    } else {
      String person = owners.personOf(anchor.person().orElse(""));
      for (KeyHolder user : found.fleet().users().values()) {
        if (owners.personOf(user.name()).equals(person)) {
          holders.add(user);
        }
      }
    }
    holders.removeIf(holder -> holder == null);
    return holders;
  }

  /** The rules of a file that name a key. */
  private Set<Integer> linesOf(String file, String key) {
    Set<Integer> lines = new HashSet<>();
    for (CreationRule rule : config(file).map(SopsConfig::rules).orElse(List.of())) {
      for (List<RuleKey> group : rule.groups()) {
        for (RuleKey named : group) {
          if (named.identifier().equals(key)) {
            lines.add(rule.line());
          }
        }
      }
    }
    return lines;
  }

  private String freeName(String wanted) {
    Set<String> taken = new HashSet<>();
    for (OwnedAnchor anchor : owners.anchors()) {
      taken.add(anchor.anchor().name());
    }
    String name = wanted;
    for (int i = 2; taken.contains(name); i++) {
      name = wanted + '-' + i;
    }
    return name;
  }

  /** Changes a text; one that sops would refuse after the change is left alone. */
  private void change(String path, String rule, Set<Integer> touched, Change change)
      throws RepositoryException {
    if (!touched.isEmpty() && !canEncrypt) {
      draft.obstacle(
          path,
          List.of(rule),
          Need.PRIVATE_KEY,
          "The files under the changed rules have to be encrypted to the new key, too.",
          "Let somebody who can read them run this, or name a key file: --keyfile FILE");
      return;
    }
    try {
      Pending changes = pending.get(path);
      if (changes == null) {
        changes = new Pending(SopsConfigText.of(draft.content(path)));
      }
      SopsConfigText text = change.of(changes.text);
      int before = config(path).map(config -> config.problems().size()).orElse(0);
      if (SopsConfigReader.read(path, text.bytes()).problems().size() > before) {
        draft.obstacle(
            path,
            List.of(rule),
            Need.CHOICE,
            "sops would not understand the file after the change.",
            "Change it by hand: " + path);
        return;
      }
      changes.text = text;
      changes.rules.add(rule);
      changes.touched.addAll(touched);
      pending.put(path, changes);
    } catch (SopsException e) {
      draft.obstacle(
          path,
          List.of(rule),
          Need.CHOICE,
          "It is not written in a way that can be changed in place: " + e.reason() + '.',
          "Change it by hand: " + path);
    }
  }

  private Optional<SopsConfig> config(String path) {
    return Optional.ofNullable(configs.get(path));
  }

  private void obstacle(Finding finding, String reason, String command) {
    draft.obstacle(
        finding.path().orElse(".sops.yaml"), List.of(finding.rule()), Need.CHOICE, reason, command);
  }
}
