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
import org.keytally.check.ShellWord;
import org.keytally.clan.PublishedKey;
import org.keytally.repair.Rotation;
import org.keytally.repair.RotationNote;
import org.keytally.repair.RotationTarget;
import org.keytally.repair.Rotator;
import org.keytally.source.NewKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a machine another key. */
@Command(
    name = "machine",
    mixinStandardHelpOptions = true,
    description = {
      "Gives a machine another key: a new pair, its private part encrypted like the old one, the",
      "new key beside the old on all files of the machine. After it is deployed, --phase drop",
      "drops the old one and gives the files new data keys.",
      "",
      "A machine whose private key is not in the repository (its ssh host key) needs --new-key."
    },
    footer = {
      "",
      "Exit codes: 0 nothing to do, or all done; 1 something to do; 4 refused, nothing changed.",
      "",
      "Examples:",
      "  keytally rotate machine web01 --apply",
      "  clan machines update web01",
      "  keytally rotate machine web01 --phase drop --apply",
      "  ssh-keyscan -t ed25519 db01 | keytally rotate machine db01 --new-key - --apply --yes"
    })
final class RotateMachineCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Parameters(paramLabel = "NAME", description = "A machine with a key below sops/machines.")
  private String name = "";

  @Option(
      names = "--new-key",
      paramLabel = "FILE",
      description =
          "The new key: an age identity, or a public key of age or ssh; '-' reads standard input.")
  private Optional<String> file = Optional.empty();

  @Option(
      names = "--old-key",
      paramLabel = "KEY",
      split = ",",
      description = "The public key that is replaced, where the machine has several.")
  private Set<String> oldKeys = new LinkedHashSet<>();

  @Option(
      names = "--phase",
      paramLabel = "PHASE",
      description = "Which half, ${COMPLETION-CANDIDATES}; default is add.")
  private KeyPhase phase = KeyPhase.ADD;

  @Mixin private RotationOptions options = new RotationOptions();

  RotateMachineCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    try (RotationRun run = new RotationRun(keytally, options);
        Opened opened = new Opened()) {
      return run.run(basis -> plan(run, basis, opened));
    }
  }

  /** Private keys of the machine, as soon as there are any. */
  private static final class Opened implements AutoCloseable {
    private Optional<Identity> stored = Optional.empty();
    private Optional<NewKey> made = Optional.empty();

    @Override
    public void close() {
      stored.ifPresent(Identity::close);
      made.ifPresent(NewKey::close);
    }
  }

  private RotationPlan plan(RotationRun run, CheckRun.Basis basis, Opened opened) throws Exception {
    Rotator rotator = run.rotator(basis);
    RotationTarget target =
        rotator
            .machine(name)
            .orElseThrow(
                () ->
                    new UsageException(
                        "no machine with a key is called "
                            + name
                            + "; there are "
                            + String.join(", ", rotator.names(true))
                            + '.'));
    RotationNote note = new RotationNote(run.gitDirectory());
    Optional<Identity> held = rotator.openPrivatePart(target);
    opened.stored = held;
    Optional<String> begun = begun(target, held, note);
    if (phase == KeyPhase.DROP) {
      String key =
          begun.orElseThrow(
              () ->
                  new UsageException(
                      "which key of "
                          + name
                          + " is the new one cannot be told, or there is only one; if there are"
                          + " two, name the other with --old-key KEY."));
      return drop(rotator, target, key, held, note);
    }
    return begun.isPresent()
        ? new RotationPlan(
            title(), List.of(), begun, List.of(), deploy(rotator.privatePart(target).isPresent()))
        : add(rotator, target, note, opened);
  }

  private String title() {
    return "rotate machine " + name;
  }

  private Set<String> published(RotationTarget target) {
    Set<String> published = new LinkedHashSet<>();
    for (PublishedKey key : target.holders().get(0).keys()) {
      published.add(key.text());
    }
    return published;
  }

  /** The new key of a rotation that is half done. */
  private Optional<String> begun(RotationTarget target, Optional<Identity> held, RotationNote note)
      throws Exception {
    Set<String> published = published(target);
    if (published.size() < 2) {
      return Optional.empty();
    }
    if (!oldKeys.isEmpty()) {
      published.removeAll(oldKeys);
      return published.size() == 1 ? Optional.of(published.iterator().next()) : Optional.empty();
    }
    if (held.isPresent() && held.get().recipient().isPresent()) {
      String recipient = held.get().recipient().get().text();
      if (published.contains(recipient)) {
        return Optional.of(recipient);
      }
    }
    Optional<RotationNote.Begun> noted = note.of("machine " + name);
    if (noted.isPresent() && published.contains(noted.get().newKey())) {
      return Optional.of(noted.get().newKey());
    }
    Map<String, Set<String>> anchored = target.begun();
    return anchored.size() == 1
        ? Optional.of(anchored.keySet().iterator().next())
        : Optional.empty();
  }

  private RotationPlan drop(
      Rotator first, RotationTarget target, String key, Optional<Identity> held, RotationNote note)
      throws Exception {
    Set<String> old = old(target, key);
    Optional<Identity> alone =
        held.filter(
            identity ->
                identity.recipient().isPresent() && identity.recipient().get().text().equals(key));
    Rotator rotator = alone.isPresent() ? first.with(alone.get()) : first;
    Rotation rotation = rotator.dropKey(target, old, key, alone);
    RotationPlan.Half half =
        new RotationPlan.Half(
            KeyPhase.DROP.toString(),
            rotation,
            rotator.readBack(),
            RotationPlan.Outside.NOTHING,
            new RotationPlan.Outside(
                List.of(),
                () -> {
                  note.clear("machine " + name);
                  return List.of();
                }));
    return new RotationPlan(
        title(),
        List.copyOf(old),
        Optional.of(key),
        List.of(half),
        List.of("deploy what was encrypted anew: clan machines update " + ShellWord.quote(name)));
  }

  private RotationPlan add(Rotator rotator, RotationTarget target, RotationNote note, Opened opened)
      throws Exception {
    boolean stored = rotator.privatePart(target).isPresent();
    NewKey key = newKey(stored);
    opened.made = Optional.of(key);
    Set<String> old = old(target, key.recipient());
    if (old.isEmpty()) {
      return new RotationPlan(title(), List.of(), Optional.empty(), List.of(), List.of());
    }
    Rotation rotation =
        stored
            ? rotator.addMachineKey(target, old, key.identity().orElseThrow().identity())
            : rotator.addKey(
                target, old, key.recipient(), key.identity().map(made -> made.identity()));
    RotationPlan.Half half =
        new RotationPlan.Half(
            KeyPhase.ADD.toString(),
            rotation,
            rotator.readBack(),
            new RotationPlan.Outside(
                List.of(),
                () -> {
                  note.write(new RotationNote.Begun("machine " + name, old, key.recipient()));
                  return List.of();
                }),
            RotationPlan.Outside.NOTHING);
    RotationPlan plan =
        new RotationPlan(
            title(), List.copyOf(old), Optional.of(key.recipient()), List.of(half), deploy(stored));
    return key.generated() && !options.apply() ? plan.withKeyToBeMade() : plan;
  }

  private List<String> deploy(boolean stored) {
    String word = ShellWord.quote(name);
    List<String> advice = new ArrayList<>();
    if (!stored) {
      advice.add("put the new private key on the host, if it is not there already");
    }
    advice.add("commit, then deploy the new key: clan machines update " + word);
    advice.add("then: keytally rotate machine " + word + " --phase drop --apply");
    return advice;
  }

  private NewKey newKey(boolean stored) throws Exception {
    if (file.isEmpty()) {
      if (!stored) {
        throw new UsageException(
            "the private key of "
                + name
                + " is not in the repository, so it is made on the host. Give the new public key:"
                + " ssh-keyscan -t ed25519 HOST | keytally rotate machine "
                + ShellWord.quote(name)
                + " --new-key -");
      }
      return NewKey.generate(name);
    }
    NewKey key =
        file.get().equals("-")
            ? NewKey.read(
                keytally.terminal().in(), "standard input", TerminalPrompt.of(keytally.terminal()))
            : NewKey.read(
                keytally.resolve(Path.of(file.get())),
                file.get(),
                TerminalPrompt.of(keytally.terminal()));
    if (stored && key.identity().isEmpty()) {
      throw new UsageException(
          "the private key of "
              + name
              + " is in the repository, so the new one has to be too: give an age identity, or"
              + " leave --new-key out to make one.");
    }
    return key;
  }

  private Set<String> old(RotationTarget target, String newKey) throws UsageException {
    Set<String> published = published(target);
    Set<String> old = new LinkedHashSet<>(oldKeys.isEmpty() ? published : oldKeys);
    for (String key : oldKeys) {
      if (!published.contains(key)) {
        throw new UsageException(key + " is no key of machine " + name + '.');
      }
    }
    old.remove(newKey);
    if (oldKeys.isEmpty() && old.size() > 1) {
      throw new UsageException(
          "machine "
              + name
              + " has several keys; say which of them is replaced, with --old-key KEY:\n  "
              + String.join("\n  ", old));
    }
    return old;
  }
}
