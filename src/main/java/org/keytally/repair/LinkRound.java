package org.keytally.repair;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.check.Completeness;
import org.keytally.check.DeclaredVar;
import org.keytally.check.Evidence;
import org.keytally.check.EvidenceKind;
import org.keytally.check.Finding;
import org.keytally.check.Selection;
import org.keytally.check.Subject;
import org.keytally.clan.Fleet;
import org.keytally.clan.Group;
import org.keytally.clan.MemberKind;
import org.keytally.clan.MemberLink;
import org.keytally.clan.Secret;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/** Plans what needs no private key: links, stray entries, permissions, hashes, leftovers. */
final class LinkRound {

  private static final String HASH_FILE = "/.validation-hash";

  private static final int HASH_LENGTH = 64;

  private final Fleet fleet;
  private final boolean isDeclared;
  private final Map<String, DeclaredVar> declared = new HashMap<>();
  private final Map<String, String> absentOfGenerator = new HashMap<>();
  private final Map<String, Completeness.StaleHash> staleHashes = new HashMap<>();
  private final Map<String, String> leftovers = new TreeMap<>();
  private final Set<String> byName;
  private final Draft draft;
  private final Snapshot snapshot;
  private final Map<String, MemberLink> links = new HashMap<>();
  private final Map<String, Secret> secretOfLink = new HashMap<>();
  private final Map<String, Group> groupOfLink = new HashMap<>();
  private final Map<String, Secret> secrets = new HashMap<>();
  private final Map<String, List<Secret>> secretsOfGroup = new HashMap<>();

  /**
   * For one fleet.
   *
   * @param selection of rules; those that are selected by name have the person's word
   */
  LinkRound(Evidence found, Draft draft, Selection selection) {
    this.fleet = found.fleet();
    this.isDeclared = fleet.declared().isPresent() && !fleet.declared().get().isStale();
    if (isDeclared && found.completeness().isPresent()) {
      noteDeclared(found.completeness().get());
    }
    this.byName = selection.only();
    this.draft = draft;
    this.snapshot = draft.snapshot();
    for (Group group : fleet.groups().values()) {
      for (MemberLink link : group.users()) {
        links.put(link.path(), link);
        groupOfLink.put(link.path(), group);
      }
      for (MemberLink link : group.machines()) {
        links.put(link.path(), link);
        groupOfLink.put(link.path(), group);
      }
    }
    for (Secret secret : fleet.secrets()) {
      secrets.put(secret.path(), secret);
      for (MemberLink link : secret.links()) {
        links.put(link.path(), link);
        secretOfLink.put(link.path(), secret);
      }
      for (MemberLink link : secret.groups()) {
        secretsOfGroup.computeIfAbsent(link.name(), k -> new ArrayList<>()).add(secret);
      }
    }
  }

  private void noteDeclared(Completeness completeness) {
    for (DeclaredVar var : completeness.vars()) {
      declared.put(var.directory(), var);
      String generator = var.generator().generator();
      if (var.state() == DeclaredVar.State.PRESENT) {
        absentOfGenerator.putIfAbsent(generator, "");
      } else {
        absentOfGenerator.put(generator, var.path());
      }
    }
    for (Completeness.StaleHash hash : completeness.hashes()) {
      staleHashes.put(hash.path(), hash);
    }
  }

  /** Plans what a finding asks for at one of its paths, if that can be planned. */
  void mend(Finding finding, String path) throws RepositoryException {
    if (!PathText.isSafe(path) || draft.has(path)) {
      return;
    }
    MemberLink link = links.get(path);
    Secret secret = secrets.get(path);
    String rule = finding.rule();
    switch (rule) {
      case "link-dangling" -> {
        if (link != null
            && link.state() == MemberLink.State.DANGLING
            && !isOfHalfAMachine(link.name())) {
          draft.delete(path, rule);
        }
      }
      case "link-not-a-link", "link-outside" -> {
        if (link != null) {
          mendTarget(link, rule);
        }
      }
      case "link-not-canonical" -> {
        if (link != null && link.isFollowed()) {
          draft.link(path, canonical(path, link.kind(), link.member().orElse(link.name())), rule);
        }
      }
      case "link-wrong-kind" -> {
        if (link != null) {
          move(link, rule);
        }
      }
      case "stray-entry" -> stray(path, rule);
      case "group-link-missing" -> {
        if (secret != null) {
          addGroup(secret, finding.subject().name(), rule);
        }
      }
      case "var-overexposed" -> {
        // On the word of an old manifest nothing is taken away.
        boolean isCertain = isDeclared || finding.evidence() != EvidenceKind.MANIFEST;
        if (link != null && link.isFollowed() && isCertain) {
          draft.delete(path, rule);
          touch(link, rule);
        }
      }
      case "machine-key-exposed" -> {
        if (secret != null) {
          for (MemberLink machine : secret.machines()) {
            if (machine.isFollowed() && !draft.has(machine.path())) {
              draft.delete(machine.path(), rule);
              draft.touch(secret.path(), rule);
            }
          }
        }
      }
      case "secret-mode" -> {
        switch (mode(path)) {
          case EXECUTABLE -> draft.notExecutable(path, rule);
          case LINK -> contentOfLink(path, rule);
          case REGULAR, SUBMODULE -> {}
        }
      }
      case "var-hash-malformed" -> hash(path, rule);
      case "var-hash-stale" -> {
        if (byName.contains(rule)) {
          declaredHash(path, rule);
        }
      }
      case "var-not-deployable" -> {
        if (secret != null && finding.subject().type() == Subject.Type.MACHINE) {
          addMachine(secret, finding.subject().name(), rule);
        }
      }
      case "default-group-without-access", "machine-key-without-group" -> {
        if (secret != null && isDeclared) {
          addGroup(secret, finding.subject().name(), rule);
        }
      }
      case "var-wrong-visibility" -> otherVisibility(path, rule);
      case "var-placed-twice" -> leftover(finding, path, rule);
      default -> {}
    }
  }

  private Optional<TreeEntry> entry(String path) {
    return snapshot.entry(path);
  }

  private FileMode mode(String path) {
    Optional<TreeEntry> entry = entry(path);
    return entry.isPresent() ? entry.get().mode() : FileMode.REGULAR;
  }

  private void mendTarget(MemberLink link, String rule) throws RepositoryException {
    if (link.state() != MemberLink.State.FILE_WITH_TARGET
        && link.state() != MemberLink.State.ABSOLUTE) {
      return;
    }
    String target = link.target().orElse("");
    String member = target.substring(target.lastIndexOf('/') + 1);
    if (!exists(link.kind(), member)) {
      return;
    }
    draft.link(link.path(), canonical(link.path(), link.kind(), member), rule);
    touch(link, rule);
  }

  private void move(MemberLink link, String rule) throws RepositoryException {
    String resolved = link.resolved().orElse("");
    String home = prefix() + "sops/";
    for (MemberKind kind : MemberKind.values()) {
      String folder = home + kind.folder() + '/';
      boolean allowed = kind != MemberKind.GROUPS || !groupOfLink.containsKey(link.path());
      if (!resolved.startsWith(folder) || !allowed) {
        continue;
      }
      String member = resolved.substring(folder.length());
      if (!exists(kind, member)) {
        return;
      }
      String path = link.path();
      String members = path.substring(0, path.lastIndexOf('/'));
      String moved =
          members.substring(0, members.lastIndexOf('/') + 1) + kind.folder() + '/' + link.name();
      draft.delete(path, rule);
      if (entry(moved).isEmpty() && !snapshot.isDirectory(moved)) {
        draft.link(moved, canonical(moved, kind, member), rule);
      }
      touch(link, rule);
      return;
    }
  }

  private void stray(String path, String rule) throws RepositoryException {
    Optional<TreeEntry> entry = entry(path);
    if (entry.isEmpty()) {
      return;
    }
    String name = entry.get().name();
    if (entry.get().mode() == FileMode.LINK) {
      String parent = entry.get().parent();
      // A repeated ln -s leaves a link in a folder to the folder itself.
      if (parent.endsWith('/' + name)) {
        draft.delete(path, rule);
      }
    } else if (entry.get().mode() != FileMode.SUBMODULE && isTemporary(name)) {
      draft.delete(path, rule);
    }
  }

  /** Names that only an interrupted write, an editor at work or a file browser gives. */
  private static boolean isTemporary(String name) {
    return name.startsWith("tmp")
        || name.startsWith(".#")
        || name.endsWith("~")
        || name.endsWith(".swp")
        || name.endsWith(".swo")
        || name.endsWith(".tmp")
        || name.equals(".DS_Store")
        || name.equals(".keep")
        || name.equals(".gitkeep");
  }

  private void addGroup(Secret secret, String group, String rule) throws RepositoryException {
    String path = secret.directory() + "/groups/" + group;
    if (fleet.groups().containsKey(group) && entry(path).isEmpty() && !draft.has(path)) {
      draft.link(path, canonical(path, MemberKind.GROUPS, group), rule);
      draft.touch(secret.path(), rule);
    }
  }

  private void addMachine(Secret secret, String machine, String rule) throws RepositoryException {
    String path = secret.directory() + "/machines/" + machine;
    if (isDeclared
        && fleet.keyedMachines().containsKey(machine)
        && entry(path).isEmpty()
        && !draft.has(path)) {
      draft.link(path, canonical(path, MemberKind.MACHINES, machine), rule);
      draft.touch(secret.path(), rule);
    }
  }

  /** Whether a machine is declared and only its public key is missing: its links stay. */
  private boolean isOfHalfAMachine(String name) {
    return fleet.machines().declared().contains(name)
        && secrets.containsKey(prefix() + "sops/secrets/" + name + "-age.key/secret");
  }

  /** The file that a secret is a link to, where that is no other secret, in its place. */
  private void contentOfLink(String path, String rule) throws RepositoryException {
    String target = new String(draft.content(path), StandardCharsets.UTF_8);
    Deque<String> names = new ArrayDeque<>(List.of(path.split("/", -1)));
    names.removeLast();
    for (String name : target.split("/", -1)) {
      if (name.equals("..") && names.pollLast() == null) {
        return;
      } else if (!name.equals(".") && !name.equals("..")) {
        names.addLast(name);
      }
    }
    String resolved = String.join("/", names);
    Optional<TreeEntry> file = entry(resolved);
    if (target.startsWith("/") || file.isEmpty() || secrets.containsKey(resolved)) {
      return;
    }
    if (file.get().mode() == FileMode.REGULAR || file.get().mode() == FileMode.EXECUTABLE) {
      draft.write(path, draft.content(resolved), rule);
    }
  }

  private void hash(String path, String rule) throws RepositoryException {
    if (mode(path) == FileMode.LINK || !path.endsWith(HASH_FILE)) {
      return;
    }
    byte[] content = draft.content(path);
    if (content.length > HASH_LENGTH * 2) {
      return;
    }
    String text = new String(content, StandardCharsets.US_ASCII).strip().toLowerCase(Locale.ROOT);
    boolean hex = text.length() == HASH_LENGTH;
    for (int i = 0; i < text.length() && hex; i++) {
      hex = "0123456789abcdef".indexOf(text.charAt(i)) >= 0;
    }
    if (hex) {
      draft.write(path, PathText.bytes(text), rule);
    }
  }

  /** Accepts the values as they are, since the person asked for it by name (VAR-07, VAR-08). */
  private void declaredHash(String path, String rule) throws RepositoryException {
    Completeness.StaleHash hash = staleHashes.get(path);
    if (hash == null) {
      return;
    }
    if (hash.declared().isPresent()) {
      draft.write(path, PathText.bytes(hash.declared().get()), rule);
    } else {
      draft.delete(path, rule);
    }
  }

  /** Of a var that stands both in clear and encrypted, what is not declared (VAR-10). */
  private void otherVisibility(String path, String rule) throws RepositoryException {
    String directory = path.substring(0, path.lastIndexOf('/'));
    Secret secret = secrets.get(directory + "/secret");
    DeclaredVar var = declared.get(directory);
    if (secret == null || var == null || !secret.hasValue() || secret.contents().isEmpty()) {
      return;
    }
    if (var.file().secret()) {
      draft.delete(directory + "/value", rule);
      return;
    }
    draft.delete(secret.path(), rule);
    for (MemberLink link : secret.links()) {
      if (entry(link.path()).isPresent()) {
        draft.delete(link.path(), rule);
      }
    }
  }

  /** Vars in the place where their generator is not declared, if all is there where it is. */
  private void leftover(Finding finding, String path, String rule) throws RepositoryException {
    String absent = absentOfGenerator.get(finding.subject().name());
    if (absent == null) {
      return;
    }
    if (!absent.isEmpty()) {
      draft.obstacle(
          path,
          List.of(rule),
          Need.CHOICE,
          "It is a leftover, but may hold the only values: " + absent + " is not there.",
          "clan vars generate, then repair again.");
      return;
    }
    String directory = path.substring(0, path.lastIndexOf('/'));
    for (TreeEntry entry : snapshot.below(directory)) {
      if (!draft.has(entry.path()) && PathText.isSafe(entry.path())) {
        draft.delete(entry.path(), rule);
      }
    }
    leftovers.put(directory.substring(0, directory.lastIndexOf('/')), rule);
  }

  /** Deletes what generators have left that lost all their vars. To be called once, at the end. */
  void tidy() throws RepositoryException {
    for (Map.Entry<String, String> generator : leftovers.entrySet()) {
      String hash = generator.getKey() + HASH_FILE;
      boolean empty = entry(hash).isPresent();
      for (TreeEntry entry : snapshot.below(generator.getKey())) {
        empty &= draft.has(entry.path()) || entry.path().equals(hash);
      }
      if (empty) {
        draft.delete(hash, generator.getValue());
      }
    }
  }

  /** Who reads a secret follows from its own links and from those of its groups. */
  private void touch(MemberLink link, String rule) {
    Secret secret = secretOfLink.get(link.path());
    if (secret != null) {
      draft.touch(secret.path(), rule);
    }
    Group group = groupOfLink.get(link.path());
    if (group != null) {
      for (Secret reached : secretsOfGroup.getOrDefault(group.name(), List.of())) {
        draft.touch(reached.path(), rule);
      }
    }
  }

  private boolean exists(MemberKind kind, String name) {
    SortedMap<String, ?> members =
        switch (kind) {
          case USERS -> fleet.users();
          case MACHINES -> fleet.keyedMachines();
          case GROUPS -> fleet.groups();
        };
    return members.containsKey(name);
  }

  private String canonical(String path, MemberKind kind, String name) {
    return MemberLink.canonicalTarget(fleet.directory().orElse(""), path, kind, name);
  }

  private String prefix() {
    String directory = fleet.directory().orElse("");
    return directory.isEmpty() ? "" : directory + '/';
  }
}
