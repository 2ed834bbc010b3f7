package org.keytally.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.keytally.age.Identity;
import org.keytally.age.Prompt;
import org.keytally.check.ShellWord;
import org.keytally.clan.KeyHolder;
import org.keytally.repair.Rotation;
import org.keytally.repair.RotationNote;
import org.keytally.repair.RotationTarget;
import org.keytally.repair.Rotator;
import org.keytally.source.AskPass;
import org.keytally.source.DerivedIdentity;
import org.keytally.source.NewKey;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a person another key. */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    description = {
      "Gives a person another key: puts it beside the old one everywhere, proves that it alone",
      "opens every file, then drops the old one and gives the files new data keys.",
      "",
      "The key file of this workstation is changed where it holds the old key. Run again after",
      "an interruption, it goes on."
    },
    footer = {
      "",
      "Exit codes: 0 nothing to do, or all done; 1 something to do; 4 refused, nothing changed.",
      "",
      "Examples:",
      "  keytally rotate user alice --generate                show the plan",
      "  keytally rotate user alice --generate --apply        ask, then carry it out",
      "  keytally rotate user bob --new-key bob.pub --phase add --apply",
      "  keytally rotate user bob --phase drop --apply        later, by bob"
    })
final class RotateUserCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Parameters(paramLabel = "NAME", description = "A clan user, or a person of .keytally.yaml.")
  private String name = "";

  @ArgGroup private Source source = new Source();

  /** Where the new key comes from. */
  static final class Source {

    @Option(
        names = "--new-key",
        paramLabel = "FILE",
        description = "An age identity, or a public key of age or ssh; '-' reads standard input.")
    private Optional<String> file = Optional.empty();

    @Option(names = "--generate", description = "Make a new key, kept in your key file.")
    private boolean generate;

    @Option(
        names = "--from-ssh",
        paramLabel = "FILE",
        description = "Convert this ssh-ed25519 private key.")
    private Optional<String> ssh = Optional.empty();

    @Option(names = "--bitwarden", description = "Convert the person's ssh key in Bitwarden.")
    private boolean bitwarden;

    boolean isNamed() {
      return file.isPresent() || generate || ssh.isPresent() || bitwarden;
    }
  }

  @Option(
      names = "--old-key",
      paramLabel = "KEY",
      split = ",",
      description = "The public key that is replaced, where the person has several.")
  private Set<String> oldKeys = new LinkedHashSet<>();

  @Option(
      names = "--phase",
      paramLabel = "PHASE",
      description = "Only this half, ${COMPLETION-CANDIDATES}, so that others can pull in between.")
  private Optional<KeyPhase> phase = Optional.empty();

  @Mixin private RotationOptions options = new RotationOptions();

  RotateUserCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    try (RotationRun run = new RotationRun(keytally, options);
        Opened opened = new Opened()) {
      return run.run(basis -> plan(run, basis, opened));
    }
  }

  /** The new key, as soon as there is one. */
  private static final class Opened implements AutoCloseable {
    private Optional<NewKey> key = Optional.empty();

    @Override
    public void close() {
      key.ifPresent(NewKey::close);
    }
  }

  private RotationPlan plan(RotationRun run, CheckRun.Basis basis, Opened opened) throws Exception {
    Rotator first = run.rotator(basis);
    RotationTarget target = first.user(name).orElseThrow(() -> RotationRun.noUser(name, first));
    RotationNote note = new RotationNote(run.gitDirectory());
    Optional<RotationNote.Begun> begun = begun(target, note, run);
    NewKey key = newKey(basis, begun);
    opened.key = Optional.of(key);
    Set<String> old = old(target, begun, key.recipient());
    if (old.isEmpty()) {
      return new RotationPlan(
          title(), List.of(), Optional.of(key.recipient()), List.of(), List.of());
    }
    Optional<Identity> alone = identity(key, run);
    Rotator rotator = alone.isPresent() ? first.with(alone.get()) : first;
    Optional<KeyFileChange> keyFile = keyFile();
    boolean mine = keyFile.isPresent() && keyFile.get().holds(old);
    if (key.generated() && !mine) {
      throw new UsageException(
          "--generate keeps the new key in the key file of this workstation, which does not hold"
              + " the old one. Let "
              + name
              + " run it, or give the new public key: --new-key FILE");
    }
    return new Halves(target, old, key, alone, note, keyFile, mine).plan(rotator);
  }

  private String title() {
    return "rotate user " + name;
  }

  private Optional<RotationNote.Begun> begun(
      RotationTarget target, RotationNote note, RotationRun run) throws Exception {
    Optional<RotationNote.Begun> noted = note.of("user " + name);
    if (noted.isPresent()
        && (target.keys().contains(noted.get().newKey())
            || held(noted.get().newKey(), run).isPresent())) {
      return noted;
    }
    Map<String, Set<String>> anchored = target.begun();
    if (anchored.size() == 1) {
      Map.Entry<String, Set<String>> only = anchored.entrySet().iterator().next();
      return Optional.of(new RotationNote.Begun("user " + name, only.getValue(), only.getKey()));
    }
    return Optional.empty();
  }

  /** The new key that is named, or the one that a rotation was begun with. */
  private NewKey newKey(CheckRun.Basis basis, Optional<RotationNote.Begun> begun) throws Exception {
    boolean goesOn = begun.isPresent() && (!source.isNamed() || source.generate);
    if (goesOn) {
      return new NewKey(begun.get().newKey(), Optional.empty(), false);
    }
    if (!source.isNamed()) {
      throw new UsageException(
          "say what the new key is: --generate, --new-key FILE, --from-ssh FILE or --bitwarden.");
    }
    NewKey key = named(basis);
    if (begun.isPresent() && !begun.get().newKey().equals(key.recipient())) {
      key.close();
      throw new UsageException(
          "a rotation of "
              + name
              + " to "
              + begun.get().newKey()
              + " is under way; finish it first, without naming a new key.");
    }
    return key;
  }

  private NewKey named(CheckRun.Basis basis) throws Exception {
    if (source.generate) {
      return NewKey.generate(name);
    }
    Prompt prompt = prompt();
    if (source.ssh.isPresent()) {
      Path file = Path.of(source.ssh.get());
      return NewKey.of(DerivedIdentity.of(keytally.resolve(file), file.toString(), prompt));
    }
    if (source.bitwarden) {
      return fromVault(basis, prompt);
    }
    String file = source.file.orElse("");
    return file.equals("-")
        ? NewKey.read(keytally.terminal().in(), "standard input", prompt)
        : NewKey.read(keytally.resolve(Path.of(file)), file, prompt);
  }

  private NewKey fromVault(CheckRun.Basis basis, Prompt prompt) throws Exception {
    SourcesReader reader = new SourcesReader(basis.evidence().configuration());
    String item = reader.item(basis.evidence().owners().personOf(name));
    List<DerivedIdentity> found =
        DerivedIdentity.of(
            reader.open(VaultKind.BITWARDEN, keytally.terminal().environment()),
            Set.of(item),
            prompt);
    if (found.size() != 1) {
      for (DerivedIdentity other : found) {
        other.close();
      }
      throw new UsageException("Bitwarden has no item " + item + " with an ssh key.");
    }
    return NewKey.of(found.get(0));
  }

  private Prompt prompt() {
    Prompt prompt = TerminalPrompt.of(keytally.terminal());
    return prompt == Prompt.NOBODY
        ? AskPass.of(keytally.terminal().environment()).orElse(Prompt.NOBODY)
        : prompt;
  }

  private Set<String> old(RotationTarget target, Optional<RotationNote.Begun> begun, String newKey)
      throws UsageException {
    Set<String> keys = target.keys();
    Set<String> old = new LinkedHashSet<>(oldKeys);
    if (!oldKeys.isEmpty()) {
      for (String key : oldKeys) {
        if (!keys.contains(key)) {
          throw new UsageException(key + " is no key of " + name + '.');
        }
      }
    } else if (begun.isPresent()) {
      old.addAll(begun.get().oldKeys());
      old.retainAll(keys);
    } else {
      old.addAll(keys);
    }
    old.remove(newKey);
    if (oldKeys.isEmpty() && begun.isEmpty() && old.size() > 1) {
      throw new UsageException(
          name
              + " has several keys; say which of them is replaced, with --old-key KEY:\n  "
              + String.join("\n  ", old));
    }
    return old;
  }

  private static Optional<Identity> identity(NewKey key, RotationRun run) {
    return key.identity().isPresent()
        ? Optional.of(key.identity().get().identity())
        : held(key.recipient(), run);
  }

  private static Optional<Identity> held(String recipient, RotationRun run) {
    for (Identity identity : run.identities()) {
      if (identity.recipient().isPresent() && identity.recipient().get().text().equals(recipient)) {
        return Optional.of(identity);
      }
    }
    return Optional.empty();
  }

  private Optional<KeyFileChange> keyFile() {
    if (options.keyFile().isPresent() && options.keyFile().get().equals("none")) {
      return Optional.empty();
    }
    return KeyFileChange.of(
        keytally.terminal().environment(),
        options.keyFile().map(file -> keytally.resolve(Path.of(file))));
  }

  /** Puts the halves together that are asked for and can be done. */
  private final class Halves {

    private final RotationTarget target;
    private final Set<String> old;
    private final NewKey key;
    private final Optional<Identity> alone;
    private final RotationNote note;
    private final Optional<KeyFileChange> keyFile;
    private final boolean mine;
    private final List<String> advice = new ArrayList<>();

    Halves(
        RotationTarget target,
        Set<String> old,
        NewKey key,
        Optional<Identity> alone,
        RotationNote note,
        Optional<KeyFileChange> keyFile,
        boolean mine) {
      this.target = target;
      this.old = old;
      this.key = key;
      this.alone = alone;
      this.note = note;
      this.keyFile = keyFile;
      this.mine = mine;
    }

    RotationPlan plan(Rotator rotator) throws Exception {
      List<RotationPlan.Half> halves = new ArrayList<>();
      Rotator dropper = rotator;
      boolean pausing = phase.isPresent() && phase.get() == KeyPhase.ADD;
      if (phase.isEmpty() || pausing) {
        Rotation add = rotator.addKey(target, old, key.recipient(), alone);
        halves.add(
            new RotationPlan.Half(
                KeyPhase.ADD.toString(),
                add,
                rotator.readBack(),
                beforeAdding(),
                RotationPlan.Outside.NOTHING));
        dropper = rotator.next();
      }
      boolean proves = alone.isPresent() || options.trusted().contains(name);
      boolean dropping = phase.isPresent() ? phase.get() == KeyPhase.DROP : proves;
      if (dropping && !proves) {
        throw new UsageException(
            "the private key of "
                + key.recipient()
                + " is not here, so nothing proves that "
                + name
                + " can go on. Let "
                + name
                + " run this, or take that word: --trust "
                + name);
      }
      if (dropping) {
        RotationTarget now = dropper.user(name).orElse(target);
        Rotation drop = dropper.dropKey(now, old, key.recipient(), alone);
        halves.add(
            new RotationPlan.Half(
                KeyPhase.DROP.toString(),
                drop,
                dropper.readBack(),
                RotationPlan.Outside.NOTHING,
                afterDropping()));
      } else {
        String word = ShellWord.quote(name);
        advice.add(
            "commit and push; everybody pulls; "
                + name
                + " puts the new identity into the key"
                + " file");
        advice.add("then, where it is: keytally rotate user " + word + " --phase drop --apply");
      }
      keyFiles(dropping);
      RotationPlan plan =
          new RotationPlan(title(), List.copyOf(old), Optional.of(key.recipient()), halves, advice);
      return key.generated() && !options.apply() ? plan.withKeyToBeMade() : plan;
    }

    private RotationPlan.Outside beforeAdding() {
      RotationNote.Begun begun = new RotationNote.Begun("user " + name, old, key.recipient());
      RotationPlan.Outside file =
          mine
                  && key.identity().isPresent()
                  && !keyFile.orElseThrow().holds(Set.of(key.recipient()))
              ? keyFile.orElseThrow().adding(key.identity().get(), key.generated())
              : RotationPlan.Outside.NOTHING;
      return new RotationPlan.Outside(
          file.steps(),
          () -> {
            note.write(begun);
            return file.work().carryOut();
          });
    }

    private RotationPlan.Outside afterDropping() {
      boolean kept =
          keyFile.isPresent()
              && mine
              && (key.identity().isPresent() || keyFile.get().holds(Set.of(key.recipient())));
      RotationPlan.Outside file = kept ? keyFile.get().dropping(old) : RotationPlan.Outside.NOTHING;
      return new RotationPlan.Outside(
          file.steps(),
          () -> {
            List<String> said = file.work().carryOut();
            note.clear("user " + name);
            return said;
          });
    }

    /** Says whose key files hold the old key only, as far as that can be known here. */
    private void keyFiles(boolean dropped) {
      boolean hasNew =
          keyFile.isPresent()
              && (keyFile.get().holds(Set.of(key.recipient()))
                  || (mine && key.identity().isPresent()));
      Set<String> names = new LinkedHashSet<>();
      for (KeyHolder holder : target.holders()) {
        names.add(holder.name());
      }
      if (names.isEmpty()) {
        names.add(name);
      }
      String people = String.join(", ", names);
      if (mine && !hasNew) {
        advice.add(
            keyFile.orElseThrow().shown()
                + " holds only the old key of "
                + people
                + "; put the new identity beside it");
      } else {
        advice.add(
            people
                + ": put the new identity into the key file on "
                + (mine ? "every other workstation" : "every workstation")
                + (dropped ? ", and take the old one out" : " before the old key is dropped"));
      }
    }
  }
}
