package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keytally.check.Report;
import org.keytally.config.Severity;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;

/**
 * The references that git names to {@code pre-push} and {@code pre-receive} on standard input, each
 * compared with what the other side has (githooks(5)). One run of one hook.
 */
final class PushedRefs {

  /** In bytes; a line takes some two hundred. */
  private static final int MOST_INPUT = 1 << 20;

  private static final String BRANCHES = "refs/heads/";

  private final CheckRun run;
  private final Repository repository;
  private final Terminal terminal;

  PushedRefs(CheckRun run, Terminal terminal) {
    this.run = run;
    this.repository = run.repository();
    this.terminal = terminal;
  }

  /** Shows a report. */
  interface Shown {
    void show(Report report) throws IOException;
  }

  /**
   * A reference that moves.
   *
   * @param name on the side that receives
   * @param from the id that it has there; absent for a new one
   * @param to the id that it gets; absent for one that is deleted
   */
  private record Move(String name, Optional<String> from, Optional<String> to) {}

  /**
   * Checks what a clone is about to push.
   *
   * @return whether it may be pushed
   */
  boolean pushed(Shown shown) throws Exception {
    boolean sound = true;
    for (String[] fields : lines(4)) {
      Move move = new Move(fields[2], id(fields[3]), id(fields[1]));
      Optional<String> tip = tip(move);
      if (tip.isPresent()) {
        Optional<String> base = known(move.from());
        if (base.isEmpty()) {
          base = remoteBase(tip.get());
        }
        sound &= isSound(move, run.checkTip(tip.get(), base, base), shown);
      }
    }
    return sound;
  }

  /**
   * Checks what a server is about to receive.
   *
   * @return whether it may be received
   */
  boolean received(Shown shown) throws Exception {
    boolean sound = true;
    for (String[] fields : lines(3)) {
      Move move = new Move(fields[2], id(fields[0]), id(fields[1]));
      Optional<String> tip = tip(move);
      if (tip.isPresent()) {
        Optional<String> base = known(move.from());
        Optional<String> policy = base;
        if (base.isEmpty()) {
          policy = repository.resolve("HEAD");
          base = policy;
          if (policy.isPresent()) {
            Optional<String> fork = repository.mergeBase(tip.get(), List.of(policy.get()));
            base = fork.isPresent() ? fork : policy;
          }
        }
        sound &= isSound(move, run.checkTip(tip.get(), base, policy), shown);
      }
    }
    return sound;
  }

  private boolean isSound(Move move, Report report, Shown shown) throws IOException {
    terminal.say(
        "keytally: "
            + move.name()
            + (report.source().base().isEmpty()
                ? ": nothing to compare with, so all of it counts"
                : move.from().isEmpty() ? ": new branch" : ""));
    shown.show(report);
    return !report.reaches(Severity.ERROR);
  }

  /** The commit that is to be checked; empty, and said why, where there is none. */
  private Optional<String> tip(Move move) throws RepositoryException {
    if (move.to().isEmpty()) {
      terminal.say("keytally: " + move.name() + " is deleted; nothing to check.");
      return Optional.empty();
    }
    if (!move.name().startsWith(BRANCHES)) {
      terminal.say("keytally: " + move.name() + " is no branch and was not checked.");
      return Optional.empty();
    }
    Optional<String> tip = repository.resolve(move.to().get());
    if (tip.isEmpty()) {
      throw new RepositoryException(
          move.name() + " would get " + move.to().get() + ", which is no commit here");
    }
    return tip;
  }

  private Optional<String> known(Optional<String> id) throws RepositoryException {
    return id.isPresent() ? repository.resolve(id.get()) : Optional.empty();
  }

  /** Where a tip leaves the default branches of remotes, or else anything that remotes have. */
  private Optional<String> remoteBase(String tip) throws RepositoryException {
    List<String> defaults = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (Map.Entry<String, String> ref : repository.references("refs/remotes").entrySet()) {
      all.add(ref.getValue());
      if (ref.getKey().endsWith("/HEAD")) {
        defaults.add(ref.getValue());
      }
    }
    Optional<String> base = repository.mergeBase(tip, defaults);
    return base.isPresent() ? base : repository.mergeBase(tip, all);
  }

  private List<String[]> lines(int count) throws IOException {
    InputStream in = terminal.in();
    byte[] bytes = in.readNBytes(MOST_INPUT + 1);
    if (bytes.length > MOST_INPUT) {
      throw new IOException("more references are pushed at once than keytally reads");
    }
    String text = new String(bytes, UTF_8);
    List<String[]> lines = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      if (end < 0) {
        end = text.length();
      }
      if (end > from) {
        lines.add(fields(text.substring(from, end), count));
      }
      from = end + 1;
    }
    return lines;
  }

  private static String[] fields(String line, int count) throws IOException {
    String[] fields = new String[count];
    int from = 0;
    for (int i = 0; i < count; i++) {
      int end = i == count - 1 ? line.length() : line.indexOf(' ', from);
      if (end < from) {
        throw new IOException("standard input is not what git tells this hook: " + line);
      }
      fields[i] = line.substring(from, end);
      from = end + 1;
    }
    return fields;
  }

  /** An id, unless it is all zeroes, by which git means none. */
  private static Optional<String> id(String text) throws IOException {
    boolean none = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        throw new IOException("standard input is not what git tells this hook: " + text);
      }
      none &= c == '0';
    }
    if (text.length() != 40 && text.length() != 64) {
      throw new IOException("standard input is not what git tells this hook: " + text);
    }
    return none ? Optional.empty() : Optional.of(text);
  }
}
