package org.keytally.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keytally.age.Identity;
import org.keytally.age.IdentityFile;
import org.keytally.age.LockedIdentity;
import org.keytally.age.MalformedKeyException;
import org.keytally.age.Prompt;
import org.keytally.age.Recipient;
import org.keytally.age.SshPrivateKey;

/**
 * Private keys in memory, until closed. Commands that print keys are run when a recipient is asked
 * for that no other identity has. For one thread.
 */
public final class LoadedIdentities implements AutoCloseable {

  private static final List<String> COMMANDS =
      List.of("SOPS_AGE_SSH_PRIVATE_KEY_CMD", "SOPS_AGE_KEY_CMD");

  private final Environment environment;
  private final Prompt prompt;
  private final boolean mayRunCommands;
  private final List<Identity> identities = new ArrayList<>();
  private final List<IdentityProblem> problems = new ArrayList<>();
  private final Set<String> asked = new HashSet<>();

  /** What a command printed last, as public keys. */
  private final Map<String, Set<Recipient>> printed = new HashMap<>();

  /** Commands that printed the same for two recipients: they know no others. */
  private final Set<String> exhausted = new HashSet<>();

  LoadedIdentities(Environment environment, Prompt prompt, boolean mayRunCommands) {
    this.environment = environment;
    this.prompt = prompt;
    this.mayRunCommands = mayRunCommands;
  }

  /** All that are loaded by now, in the order in which sops tries them; owned by this object. */
  public List<Identity> identities() {
    return List.copyOf(identities);
  }

  /** Why sources gave nothing; matters only where nothing else opens a file. */
  public List<IdentityProblem> problems() {
    return List.copyOf(problems);
  }

  /**
   * All that are loaded, and those that commands of the person print for this recipient. Each
   * command is run at most once for one recipient, told of it in {@code SOPS_AGE_RECIPIENT}, and
   * not at all where an identity is known to have it.
   *
   * @param recipient as a sops file spells it
   */
  public List<Identity> forRecipient(String recipient) {
    if (mayRunCommands && asked.add(recipient) && !has(recipient)) {
      for (String command : COMMANDS) {
        if (environment.hasText(command) && !exhausted.contains(command)) {
          run(command, recipient);
        }
      }
    }
    return identities();
  }

  /** Wipes them all. */
  @Override
  public void close() {
    for (Identity identity : identities) {
      identity.close();
    }
    identities.clear();
  }

  void addProblem(String location, String message) {
    problems.add(new IdentityProblem(location, message));
  }

  /** Takes over what was read of a key file, and wipes it. */
  void addKeyFile(String location, KeyFileBytes bytes) {
    try {
      if (bytes.content().isPresent()) {
        identities.addAll(
            IdentityFile.parse(bytes.content().get(), new PlacedPrompt(prompt, location)));
      } else {
        addProblem(location, bytes.reason());
      }
    } catch (MalformedKeyException e) {
      addProblem(location, "is not used, because of " + e.reason());
    } finally {
      bytes.wipe();
    }
  }

  /** Takes over the text of a variable, and wipes it. */
  void addVariable(String name, byte[] text) {
    KeyFileBytes bytes = new KeyFileBytes(Optional.of(text), false, "");
    if (IdentityFile.isEncrypted(text)) {
      addKeyFile(name, bytes);
      return;
    }
    try {
      identities.addAll(IdentityFile.parseVariable(text, new PlacedPrompt(prompt, name)));
    } catch (MalformedKeyException e) {
      addProblem(name, "is not used, because of " + e.reason());
    } finally {
      bytes.wipe();
    }
  }

  /** Takes over what was read of an ssh private key, and wipes it. */
  void addSshKeyFile(Path path, KeyFileBytes bytes) {
    addSshKey(environment.shown(path), bytes, true);
  }

  /**
   * Takes over what was read of an ssh private key, and wipes it.
   *
   * @param mayBeLocked whether a passphrase may protect it; sops refuses that from a command
   */
  private void addSshKey(String location, KeyFileBytes bytes, boolean mayBeLocked) {
    try {
      if (bytes.content().isEmpty()) {
        addProblem(location, bytes.reason());
        return;
      }
      Identity identity =
          SshPrivateKey.parse(bytes.content().get(), new PlacedPrompt(prompt, location));
      if (identity instanceof LockedIdentity && !mayBeLocked) {
        identity.close();
        addProblem(location, "prints a key under a passphrase, which sops does not take");
      } else {
        identities.add(identity);
      }
    } catch (MalformedKeyException e) {
      addProblem(location, "is not used, because of a " + e.reason());
    } finally {
      bytes.wipe();
    }
  }

  private void run(String name, String recipient) {
    int before = identities.size();
    try {
      KeyFileBytes output =
          KeyCommand.of(environment.variable(name).orElse(""), environment.variables())
              .run(recipient);
      if (name.equals("SOPS_AGE_KEY_CMD")) {
        addKeyFile(name, output);
      } else {
        addSshKey(name, output, false);
      }
    } catch (IllegalArgumentException e) {
      addProblem(name, String.valueOf(e.getMessage()));
      exhausted.add(name);
    }
    Set<Recipient> keys = new HashSet<>();
    for (Identity identity : identities.subList(before, identities.size())) {
      if (identity.recipient().isPresent()) {
        keys.add(identity.recipient().get());
      }
    }
    @Nullable Set<Recipient> last = printed.put(name, keys);
    if (!keys.isEmpty() && keys.equals(last)) {
      exhausted.add(name);
    }
  }

  private boolean has(String recipient) {
    try {
      Recipient wanted = Recipient.parse(recipient);
      for (Identity identity : identities) {
        if (identity.recipient().isPresent() && identity.recipient().get().equals(wanted)) {
          return true;
        }
      }
    } catch (MalformedKeyException e) {
      return false;
    }
    return false;
  }
}
