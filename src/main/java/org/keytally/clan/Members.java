package org.keytally.clan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.clan.Links.Destination;
import org.keytally.clan.Links.Outcome;
import org.keytally.clan.MemberLink.State;
import org.keytally.git.FileMode;
import org.keytally.git.TreeEntry;

/** Judges the entries of member folders (clan-repository 1.4, 2.1). */
final class Members {

  private final Layout layout;
  private final Links links;
  private final Map<String, String> fileTexts;
  private final Map<Object, Object> shared = new HashMap<>();

  /**
   * For one snapshot.
   *
   * @param fileTexts the content of regular files that stand where links belong, by path
   */
  Members(Layout layout, Links links, Map<String, String> fileTexts) {
    this.layout = layout;
    this.links = links;
    this.fileTexts = fileTexts;
  }

  /**
   * Adds what an entry of a member folder is. Entries of one folder that stands where a link
   * belongs come one after the other and are one member.
   *
   * @param folder path of the member folder
   * @param names of the entry from the member folder's own name on
   */
  void add(
      List<MemberLink> to, TreeEntry entry, String folder, MemberKind kind, List<String> names) {
    String name = share(names.get(1));
    if (names.size() == 2) {
      to.add(judge(entry, folder, kind, name));
      return;
    }
    String path = folder + '/' + name;
    if (to.isEmpty() || !to.get(to.size() - 1).path().equals(path)) {
      to.add(
          new MemberLink(path, kind, name, State.NOT_A_LINK, Optional.empty(), Optional.empty()));
    }
  }

  private MemberLink judge(TreeEntry entry, String folder, MemberKind kind, String name) {
    String path = entry.path();
    if (entry.mode() == FileMode.LINK) {
      return judgeLink(path, folder, kind, name);
    }
    String text = fileTexts.get(path);
    if (text != null) {
      String target = withoutNewline(text);
      Destination destination = links.follow(folder, target);
      if (state(destination, kind) == State.VALID || looksLikeTarget(target, kind)) {
        return new MemberLink(
            path,
            kind,
            name,
            State.FILE_WITH_TARGET,
            share(Optional.of(target)),
            share(destination.path()));
      }
    }
    return new MemberLink(path, kind, name, State.NOT_A_LINK, Optional.empty(), Optional.empty());
  }

  private MemberLink judgeLink(String path, String folder, MemberKind kind, String name) {
    Optional<String> target = links.target(path);
    if (target.isEmpty()) {
      return new MemberLink(path, kind, name, State.DANGLING, Optional.empty(), Optional.empty());
    }
    if (target.get().startsWith("/")) {
      return new MemberLink(path, kind, name, State.ABSOLUTE, share(target), Optional.empty());
    }
    Destination destination = links.follow(folder, target.get());
    return new MemberLink(
        path, kind, name, state(destination, kind), share(target), share(destination.path()));
  }

  private State state(Destination destination, MemberKind kind) {
    if (destination.outcome() == Outcome.NOWHERE) {
      return State.DANGLING;
    }
    if (destination.outcome() == Outcome.OUTSIDE) {
      return State.OUTSIDE;
    }
    String path = destination.path().orElse("");
    String home = layout.members(kind) + '/';
    if (destination.outcome() == Outcome.FOLDER
        && path.startsWith(home)
        && path.indexOf('/', home.length()) < 0) {
      return State.VALID;
    }
    return path.startsWith(layout.prefix()) && !path.isEmpty() ? State.WRONG_KIND : State.OUTSIDE;
  }

  /** Whether the text of a file can only be meant as the target of a member link. */
  private static boolean looksLikeTarget(String text, MemberKind kind) {
    int slash = text.lastIndexOf('/');
    return slash > 0
        && slash < text.length() - 1
        && text.substring(0, slash).endsWith('/' + kind.folder())
        && Names.isPrintable(text)
        && (text.startsWith("../") || text.startsWith("/"));
  }

  private static String withoutNewline(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }

  /** One object for all equal ones: a fleet's links repeat a few names and targets. */
  @SuppressWarnings("unchecked")
  private <T> T share(T value) {
    Object known = shared.putIfAbsent(value, value);
    return known == null ? value : (T) known;
  }
}
