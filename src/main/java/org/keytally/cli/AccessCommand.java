package org.keytally.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.keytally.check.Access;
import org.keytally.check.AccessChange;
import org.keytally.check.Change;
import org.keytally.check.Completeness;
import org.keytally.check.Evidence;
import org.keytally.check.Reader;
import org.keytally.check.Report;
import org.keytally.check.Selection;
import org.keytally.config.Nearest;
import org.keytally.git.Repository;
import org.keytally.git.RepositoryException;
import org.keytally.git.SnapshotSource;
import org.keytally.report.AccessFormat;
import org.keytally.report.AccessView;
import org.keytally.report.AccessView.Question;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells who can read what. */
@Command(
    name = "access",
    mixinStandardHelpOptions = true,
    description = {
      "Tells who can read what, and why: which link, group or creation rule gives access.",
      "",
      "The recipients in the encrypted files decide. PATH is a file, a folder, or what people",
      "call a secret: token, web01/openssh/ssh.id_ed25519, web01, shared."
    },
    footer = {
      "",
      "Examples:",
      "  keytally access                               everybody and everything",
      "  keytally access vars/shared/ca/key/secret     who reads this file, and why",
      "  keytally access --user alice                  what alice reads, and why",
      "  keytally access --base origin/main            who gains and who loses",
      "  keytally access --at 2026-03-01               as it was on the first of March",
      "  keytally access --format html > access.html   a page to look around in"
    })
final class AccessCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATH",
      description = "Only this file, or the files of this folder.")
  private Optional<String> path = Optional.empty();

  @ArgGroup private Readers readers = new Readers();

  @ArgGroup private StateOptions state = new StateOptions();

  @Option(
      names = "--at",
      paramLabel = "DATE",
      description = {
        "The commit that the branch was at: 2026-03-01 is the end of that day,",
        "2026-03-01T12:00 a minute of it. Other branches that were merged later do not count."
      })
  private Optional<String> date = Optional.empty();

  @Option(
      names = "--base",
      paramLabel = "REV",
      description = "Only the difference to this revision: who gains and who loses access.")
  private Optional<String> base = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; default is text.")
  private AccessFormat format = AccessFormat.TEXT;

  @Mixin private ManifestOption manifest = new ManifestOption();

  /** Whose access; one of these at most. */
  private static final class Readers {

    @Option(
        names = "--user",
        paramLabel = "NAME",
        description = "Only what this person or clan user reads.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--machine", paramLabel = "NAME", description = "Only what this machine reads.")
    private Optional<String> machine = Optional.empty();

    @Option(
        names = "--key",
        paramLabel = "KEY",
        description = "Only what this public key opens; its beginning is enough.")
    private Optional<String> key = Optional.empty();

    boolean isSome() {
      return user.isPresent() || machine.isPresent() || key.isPresent();
    }
  }

  AccessCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    try (CheckRun run =
        new CheckRun(keytally.directory(), keytally.terminal(), keytally.configuration())) {
      run.with(manifest.choice(keytally.invocation()));
      Input input = input(run.repository());
      KeySource nobody = KeySource.none("recipients tell who reads, without keys");
      CheckRun.Basis basis =
          base.isPresent()
              ? run.basisSince(base.get(), input, nobody)
              : run.basis(input, nobody, Optional.empty());
      format.write(view(run, basis), keytally.style(), keytally.out());
      keytally.out().flush();
      return ExitCode.OK;
    }
  }

  private Input input(Repository repository) throws UsageException, RepositoryException {
    if (date.isEmpty()) {
      return state.input();
    }
    if (state.isUncommitted()) {
      throw new UsageException(
          "--at looks into the history of a branch; it goes with --rev, not with the work tree or"
              + " the index.");
    }
    return Input.revision(
        new PastState(repository, keytally.terminal().clock())
            .commit(state.revision().orElse("HEAD"), date.get()));
  }

  private AccessView view(CheckRun run, CheckRun.Basis basis)
      throws UsageException, RepositoryException {
    Evidence evidence = basis.evidence();
    Access all = Access.of(evidence);
    Optional<AccessChange> change = evidence.change().map(Change::access);
    Question question = Question.EVERYTHING;
    if (path.isPresent()) {
      String place = place(path.get(), all, change, run.repository());
      all = all.at(place);
      change = change.map(made -> made.at(place));
      question = Question.PATH;
    }
    Access access = question == Question.PATH ? all.withoutIdleReaders() : all;
    if (readers.user.isPresent()) {
      access = all.by(person(readers.user.get(), all, evidence));
    } else if (readers.machine.isPresent()) {
      access = all.by(machine(readers.machine.get(), all));
    } else if (readers.key.isPresent()) {
      access = all.byKey(key(readers.key.get(), all, evidence));
    }
    if (readers.isSome()) {
      Access theirs = access;
      change = change.map(made -> made.by(theirs.readers()));
      question = Question.READERS;
    }
    return new AccessView(
        Version.text(),
        all,
        access,
        question,
        source(basis, run.repository()),
        change,
        format.isPage() ? Optional.of(run.report(basis, Selection.ALL)) : Optional.empty(),
        format.isPage() ? evidence.graph() : Optional.empty(),
        evidence.completeness().map(Completeness::incomplete).orElse(Set.of()));
  }

  private Report.Source source(CheckRun.Basis basis, Repository repository)
      throws RepositoryException {
    SnapshotSource source = basis.snapshot().source();
    return new Report.Source(
        source.kind(),
        source.revision(),
        base.isPresent() ? repository.resolve(base.get()) : Optional.empty());
  }

  /**
   * What was typed as a path of the repository: from the current folder, as with git, or from the
   * root; or as a label.
   */
  private String place(
      String typed, Access access, Optional<AccessChange> change, Repository repository)
      throws UsageException {
    List<String> spellings = new ArrayList<>();
    Optional<Path> root = repository.workTree();
    if (root.isPresent()) {
      Path absolute = keytally.directory().resolve(typed).toAbsolutePath().normalize();
      if (absolute.startsWith(root.get())) {
        spellings.add(root.get().relativize(absolute).toString());
      }
    }
    spellings.add(typed.endsWith("/") ? typed.substring(0, typed.length() - 1) : typed);
    for (String spelling : spellings) {
      if (!access.at(spelling).rows().isEmpty()
          || (change.isPresent() && !change.get().at(spelling).isEmpty())) {
        return spelling;
      }
    }
    Set<String> names = new TreeSet<>();
    for (Access.Row row : access.rows()) {
      names.add(row.file().label());
      names.add(row.file().path());
    }
    throw new UsageException(
        "there is no encrypted file at or below " + typed + guess(typed, names));
  }

  private static List<Reader> person(String typed, Access access, Evidence evidence)
      throws UsageException {
    String name =
        evidence.fleet().users().containsKey(typed) ? evidence.owners().personOf(typed) : typed;
    return required(new Reader(Reader.Kind.PERSON, name), "user or person", typed, access);
  }

  private static List<Reader> machine(String typed, Access access) throws UsageException {
    return required(new Reader(Reader.Kind.MACHINE, typed), "machine with a key", typed, access);
  }

  private static List<Reader> required(Reader wanted, String what, String typed, Access access)
      throws UsageException {
    if (access.readers().contains(wanted)) {
      return List.of(wanted);
    }
    List<String> names = new ArrayList<>();
    for (Reader reader : access.readers()) {
      if (reader.kind() == wanted.kind()) {
        names.add(reader.name());
      }
    }
    throw new UsageException("there is no " + what + " " + typed + guess(typed, names));
  }

  private static String guess(String typed, Collection<String> names) {
    Optional<String> nearest = Nearest.to(typed, names);
    return nearest.isPresent() ? "; did you mean " + nearest.get() + "?" : ".";
  }

  private static String key(String typed, Access access, Evidence evidence) throws UsageException {
    Set<String> found = new TreeSet<>();
    for (Access.Row row : access.rows()) {
      for (Access.Key key : row.keys()) {
        if (key.recipient().equals(typed)) {
          return typed;
        }
        if (key.recipient().startsWith(typed)) {
          found.add(key.recipient());
        }
      }
    }
    if (found.size() == 1) {
      return found.iterator().next();
    }
    if (found.isEmpty() && evidence.owners().isKnown(typed)) {
      return typed;
    }
    throw new UsageException(
        found.isEmpty()
            ? "no encrypted file names the key " + typed + "; it opens nothing here."
            : found.size() + " keys begin with " + typed + "; type more of it.");
  }
}
