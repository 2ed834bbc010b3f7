package org.keytally.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.keytally.age.Prompt;
import org.keytally.config.Configuration;
import org.keytally.source.AskPass;
import org.keytally.source.DerivedIdentity;
import org.keytally.source.Environment;
import org.keytally.source.KeyFileUpdate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the workstation's key file from where keys come from. */
@Command(
    name = "sync",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the key file of this workstation up to date: your identity, that of this",
      "host and of configured services, derived from the ssh keys in the vault. Without",
      "--user you are $USER.",
      "",
      "Shows the plan; --apply carries it out. Identities that are in the file stay."
    },
    footer = {
      "",
      "Exit codes: 0 nothing to do, or all done; 1 something to do.",
      "",
      "Examples:",
      "  keytally keys sync --user alice            show the plan",
      "  keytally keys sync --user alice --apply    ask, then carry it out",
      "  keytally keys sync --ssh ~/.ssh/id_ed25519 --apply --yes"
    })
final class KeysSyncCommand implements Callable<Integer> {

  private final Keytally keytally;

  @Mixin private UserOption user = new UserOption();

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "The host this is, if it has an item; else its own name.")
  private Optional<String> host = Optional.empty();

  @Option(
      names = "--ssh",
      paramLabel = "FILE",
      description = "An ssh private key, instead of the vault; repeatable.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--vault",
      paramLabel = "VAULT",
      defaultValue = "bitwarden",
      description = "The vault: ${COMPLETION-CANDIDATES}; default is bitwarden.")
  private VaultKind vault = VaultKind.BITWARDEN;

  @Option(names = "--apply", description = "Carry the plan out; asks first.")
  private boolean apply;

  @Option(names = "--yes", description = "With --apply: do not ask.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Only show the plan, which is the default.")
  private boolean dryRun;

  KeysSyncCommand(Keytally keytally) {
    this.keytally = keytally;
  }

  @Override
  public Integer call() throws Exception {
    if (apply && dryRun) {
      throw new UsageException("--apply and --dry-run exclude each other.");
    }
    if (apply && !yes && terminalPrompt() == Prompt.NOBODY) {
      throw new UsageException(
          "--apply asks before it changes anything, and there is no terminal to ask on; add --yes.");
    }
    List<DerivedIdentity> identities = identities();
    try (KeyFileUpdate update =
        KeyFileUpdate.plan(environment(), KeyFileUpdate.place(environment()), identities)) {
      return carryOut(update);
    } finally {
      for (DerivedIdentity identity : identities) {
        identity.close();
      }
    }
  }

  private int carryOut(KeyFileUpdate update) throws IOException {
    if (environment().variables().getOrDefault("SOPS_AGE_KEY", "").length() > 0) {
      keytally.terminal().say("keytally: SOPS_AGE_KEY is set; clan looks there and not here.");
    }
    if (update.steps().isEmpty()) {
      say(update.shown() + " is up to date.");
      return ExitCode.OK;
    }
    say(update.shown() + ":");
    for (String step : update.steps()) {
      say("  " + step);
    }
    keytally.out().flush();
    if (!apply) {
      say("Nothing was changed. To carry it out, add --apply.");
      return ExitCode.FINDINGS;
    }
    if (!yes
        && !terminalPrompt()
            .confirm("Change the key file?", "yes", Optional.of("no"))
            .orElse(false)) {
      say("Nothing was changed.");
      return ExitCode.FINDINGS;
    }
    Optional<Path> backup = update.apply();
    say("Done." + (backup.isPresent() ? " The file as it was before: " + backup.get() : ""));
    return ExitCode.OK;
  }

  /** Owned by the caller. */
  private List<DerivedIdentity> identities() throws Exception {
    Prompt prompt = terminalPrompt();
    if (prompt == Prompt.NOBODY) {
      prompt = AskPass.of(environment()).orElse(Prompt.NOBODY);
    }
    return files.isEmpty() ? fromVault(prompt) : fromFiles(prompt);
  }

  private List<DerivedIdentity> fromFiles(Prompt prompt) throws IOException {
    List<DerivedIdentity> identities = new ArrayList<>();
    boolean complete = false;
    try {
      for (Path file : files) {
        identities.add(DerivedIdentity.of(keytally.resolve(file), file.toString(), prompt));
      }
      complete = true;
      return identities;
    } finally {
      if (!complete) {
        for (DerivedIdentity identity : identities) {
          identity.close();
        }
      }
    }
  }

  private List<DerivedIdentity> fromVault(Prompt prompt) throws Exception {
    Configuration configuration = keytally.configurationInForce();
    SourcesReader reader = new SourcesReader(configuration);
    Set<String> required = new LinkedHashSet<>();
    String person = person(configuration);
    required.add(reader.item(person));
    for (String service : configuration.vault().services()) {
      required.add(reader.pattern().item(service));
    }
    Set<String> wanted = new LinkedHashSet<>(required);
    Optional<String> thisHost = host();
    if (thisHost.isPresent()) {
      wanted.add(reader.pattern().item(thisHost.get()));
    }
    if (host.isPresent()) {
      required.add(reader.pattern().item(host.get()));
    }
    List<DerivedIdentity> identities =
        DerivedIdentity.of(reader.open(vault, environment()), wanted, prompt);
    Set<String> missing = new LinkedHashSet<>(required);
    for (DerivedIdentity identity : identities) {
      missing.remove(identity.name());
    }
    if (!missing.isEmpty()) {
      for (DerivedIdentity identity : identities) {
        identity.close();
      }
      throw new IOException(
          "The vault has no item "
              + String.join(", ", missing)
              + ". Name yourself with --user, or people.NAME.bitwarden in .keytally.yaml.");
    }
    return identities;
  }

  /** A clan user's name stands for the person. */
  private String person(Configuration configuration) throws UsageException {
    String name = user.name().orElse(environment().variables().getOrDefault("USER", ""));
    if (name.isEmpty()) {
      throw new UsageException("say who you are: --user NAME.");
    }
    for (Configuration.Person person : configuration.people().values()) {
      if (!person.name().equals(name) && person.users().contains(name)) {
        return configuration.people().containsKey(name) ? name : person.name();
      }
    }
    return name;
  }

  private Optional<String> host() {
    String name = host.orElse(environment().variables().getOrDefault("HOSTNAME", ""));
    if (name.isEmpty()) {
      try {
        name = InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return Optional.empty();
      }
    }
    int dot = name.indexOf('.');
    String shortName = dot < 0 ? name : name.substring(0, dot);
    return shortName.isEmpty() ? Optional.empty() : Optional.of(shortName);
  }

  private Prompt terminalPrompt() {
    return TerminalPrompt.of(keytally.terminal());
  }

  private Environment environment() {
    return keytally.terminal().environment();
  }

  private void say(String line) {
    keytally.out().println(keytally.terminal().printable(line));
  }
}
