package org.keytally.repair;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.keytally.check.Finding;
import org.keytally.clan.Fleet;
import org.keytally.clan.Group;
import org.keytally.clan.MemberKind;
import org.keytally.clan.MemberLink;
import org.keytally.clan.Secret;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;

/** Plans what needs no private key: links, stray entries, permissions, hashes. */
final class LinkRound {

  private static final int HASH_LENGTH = 64;

  private final Fleet fleet;
  private final Draft draft;
  private final Snapshot snapshot;
  private final Map<String, MemberLink> links = new HashMap<>();
  private final Map<String, Secret> secretOfLink = new HashMap<>();
  private final Map<String, Group> groupOfLink = new HashMap<>();
  private final Map<String, Secret> secrets = new HashMap<>();
  private final Map<String, List<Secret>> secretsOfGroup = new HashMap<>();

  LinkRound(Fleet fleet, Draft draft) {
    this.fleet = fleet;
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
        if (link != null && link.state() == MemberLink.State.DANGLING) {
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
        if (link != null && link.isFollowed()) {
          draft.delete(path, rule);
          touch(link, rule);
        }
      }
      case "machine-key-exposed" -> {
        if (secret != null) {
          for (MemberLink machine : secret.machines()) {
            if (machine.isFollowed() && !draft.has(machine.path())) {
              draft.delete(machine.path(), rule);
              draft.touch(secret.directory(), rule);
            }
          }
        }
      }
      case "secret-mode" -> {
        if (mode(path) == FileMode.EXECUTABLE) {
          draft.notExecutable(path, rule);
        }
      }
      case "var-hash-malformed" -> hash(path, rule);
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
      draft.touch(secret.directory(), rule);
    }
  }

  private void hash(String path, String rule) throws RepositoryException {
    if (mode(path) == FileMode.LINK || !path.endsWith("/.validation-hash")) {
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
      draft.rewrite(path, PathText.bytes(text), List.of(rule), Need.NOTHING, Optional.empty());
    }
  }

  /** Who reads a secret follows from its own links and from those of its groups. */
  private void touch(MemberLink link, String rule) {
    Secret secret = secretOfLink.get(link.path());
    if (secret != null) {
      draft.touch(secret.directory(), rule);
    }
    Group group = groupOfLink.get(link.path());
    if (group != null) {
      for (Secret reached : secretsOfGroup.getOrDefault(group.name(), List.of())) {
        draft.touch(reached.directory(), rule);
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
