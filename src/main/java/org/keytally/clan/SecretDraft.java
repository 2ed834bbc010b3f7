package org.keytally.clan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keytally.clan.Problem.Kind;
import org.keytally.git.FileMode;
import org.keytally.git.TreeEntry;
import org.keytally.sops.SopsFile;

/** The entries of one folder of a secret or var, as they come by. */
final class SecretDraft {

  private final Placement placement;
  private final String directory;
  private final Members members;
  private final Map<MemberKind, List<MemberLink>> links = new HashMap<>();
  private final Set<String> strays = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();
  private Optional<TreeEntry> secret = Optional.empty();
  private Optional<TreeEntry> value = Optional.empty();

  SecretDraft(Placement placement, String directory, Members members) {
    this.placement = placement;
    this.directory = directory;
    this.members = members;
  }

  String directory() {
    return directory;
  }

  Placement placement() {
    return placement;
  }

  /**
   * Takes an entry.
   *
   * @param names of its path, relative to the folder; at least one
   */
  void add(TreeEntry entry, List<String> names) {
    String first = names.get(0);
    Optional<MemberKind> kind = Layout.memberKind(first);
    if (names.size() == 1 && first.equals("secret")) {
      secret = Optional.of(entry);
    } else if (names.size() == 1 && first.equals("value") && isVar()) {
      value = Optional.of(entry);
    } else if (names.size() > 1 && kind.isPresent()) {
      List<MemberLink> of = links.get(kind.get());
      if (of == null) {
        of = new ArrayList<>(2);
        links.put(kind.get(), of);
      }
      members.add(of, entry, directory + '/' + first, kind.get(), names);
    } else {
      stray(entry, first, names.size() > 1);
    }
  }

  private void stray(TreeEntry entry, String name, boolean folder) {
    if (!strays.add(name)) {
      return;
    }
    String path = directory + '/' + name;
    if (isVar() && name.equals("meta.json")) {
      problems.add(
          new Problem(
              Kind.LEGACY_LAYOUT,
              path,
              0,
              "it is left from clan of September 2024 and can be deleted"));
      return;
    }
    problems.add(
        new Problem(
            isVar() ? Kind.STRAY_VAR : Kind.STRAY_ENTRY,
            path,
            0,
            Strays.describe(entry, name, folder)
                + (isVar()
                    ? " stands where only value, or secret with its members, belongs"
                    : " stands where only secret and its users, machines and groups belong")));
  }

  private boolean isVar() {
    return !(placement instanceof Placement.PlainSecret);
  }

  /** Whether anything of a secret is here. */
  boolean isSecret() {
    return secret.isPresent() || (value.isEmpty() && !links.isEmpty());
  }

  Optional<TreeEntry> value() {
    return value;
  }

  /** What is wrong besides what {@link #secret} tells: all problems where there is no secret. */
  List<Problem> problems() {
    return problems;
  }

  /** The secret, if {@link #isSecret}. */
  Secret secret(Contents contents) {
    String path = directory + "/secret";
    Optional<SopsFile> file = Optional.empty();
    if (secret.isEmpty()) {
      problems.add(
          new Problem(Kind.SECRET_MISSING, directory, 0, "it has members but no secret file"));
    } else {
      FileMode mode = secret.get().mode();
      if (mode == FileMode.LINK || mode == FileMode.SUBMODULE) {
        problems.add(
            new Problem(
                Kind.SECRET_NO_FILE,
                path,
                0,
                mode == FileMode.LINK
                    ? "secret is a link, which no tool re-encrypts in place"
                    : "secret is a submodule"));
      } else if (mode == FileMode.EXECUTABLE) {
        problems.add(new Problem(Kind.SECRET_MODE, path, 0, "secret is executable"));
      }
      file = Optional.ofNullable(contents.secrets.get(path));
      Problem unreadable = contents.unreadable.get(path);
      if (unreadable != null) {
        problems.add(unreadable);
      }
    }
    return new Secret(
        placement,
        directory,
        file,
        value.isPresent(),
        links.getOrDefault(MemberKind.USERS, List.of()),
        links.getOrDefault(MemberKind.MACHINES, List.of()),
        links.getOrDefault(MemberKind.GROUPS, List.of()),
        problems);
  }
}
