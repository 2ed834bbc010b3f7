package org.keytally.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keytally.clan.MemberKind;
import org.keytally.clan.Placement;
import org.keytally.demo.FleetTree.Node;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.sops.Format;

/**
 * A clan fleet made to order, exactly as clan lays it out (clan-repository 1.2 to 1.6): real age
 * keys, secrets that real sops opens, links, vars, {@code .sops.yaml} and files under its rules.
 *
 * <p>First say what the fleet has; a fleet that is only said this way is sound. Then seed faults:
 * the named ones below, or anything else with {@link #file}, {@link #link} and {@link #remove},
 * which in their order have the last word over what the builder would lay out. Nothing is checked
 * on the way, but names have to exist when the fleet is built: {@link IllegalArgumentException}
 * says which one does not.
 *
 * <p>Members are named {@code alice}, or {@code users/alice}, {@code machines/web01}, {@code
 * groups/admins} where one name has two owners. Keys come from the seed and the name alone, so one
 * seed gives one set of keys; ciphertexts are new in every builder, but within one builder a secret
 * whose content stays the same keeps its ciphertext, and its bytes where its readers stay too, so
 * that a fleet can be built, changed and built again as the next commit.
 */
public final class FleetBuilder {

  private static final int SECRETS_PER_MACHINE = 20;

  /** Characters of a comment of 76 and an identity of 74, each with its newline, and some more. */
  private static final int KEY_FILE_ENTRY_LIMIT = 256;

  private final FleetKeys keys;
  private final Seals seals;
  private String clanDirectory = "";
  private boolean shapesOnly;

  private final Map<String, Owner> owners = new LinkedHashMap<>();
  private final Map<String, List<String>> groups = new LinkedHashMap<>();
  private final Map<String, Sealed> secrets = new LinkedHashMap<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> anchors = new LinkedHashMap<>();
  private final List<ClanText.Rule> rules = new ArrayList<>();
  private final Map<String, byte[]> ruledFiles = new LinkedHashMap<>();
  private final Map<String, List<Consumer<Set<String>>>> recipientFaults = new HashMap<>();
  private final List<Consumer<SortedMap<String, Node>>> edits = new ArrayList<>();
  private @Nullable List<String> inventory;

  /**
   * A user or machine.
   *
   * @param published what key.json says
   * @param wrapped what secrets are encrypted to; differs from published only by a seeded fault
   * @param privateKeyReaders who reads {@code NAME-age.key}; absent for users and for machines
   *     whose private key stands nowhere in the repository
   */
  private record Owner(
      MemberKind kind,
      String name,
      List<String> published,
      List<String> wrapped,
      Optional<List<String>> privateKeyReaders) {

    String reference() {
      return kind.folder() + "/" + name;
    }
  }

  /** A secret that is yet to be encrypted. */
  private record Sealed(Placement placement, List<String> readers, Supplier<byte[]> content) {}

  private FleetBuilder(FleetKeys keys) {
    this.keys = keys;
    this.seals = new Seals(keys);
  }

  /** A fleet with keys that nobody else has. */
  public static FleetBuilder random() {
    return new FleetBuilder(FleetKeys.random());
  }

  /** A fleet whose keys are the same for the same seed; never for a real one. */
  public static FleetBuilder seeded(long seed) {
    return new FleetBuilder(FleetKeys.seeded(seed));
  }

  /** A secret of {@code sops/secrets}. */
  public static Placement plain(String name) {
    return new Placement.PlainSecret(name);
  }

  /** A var of one machine. */
  public static Placement perMachine(String machine, String generator, String file) {
    return new Placement.PerMachine(machine, generator, file);
  }

  /** A var of all machines that declare its generator. */
  public static Placement shared(String generator, String file) {
    return new Placement.Shared(generator, file);
  }

  /**
   * A var of a flake-level generator.
   *
   * @param scope service:instance:role:machine, empty parts for all
   */
  public static Placement perExport(String scope, String generator, String file) {
    return new Placement.PerExport(scope, generator, file);
  }

  /**
   * Puts everything of clan, but not {@code .sops.yaml}, below a folder instead of the root. To be
   * called first.
   */
  public FleetBuilder clanDirectory(String directory) {
    this.clanDirectory = directory;
    return this;
  }

  /**
   * Secrets get the shape of real ones and open with no key. Enough for whatever reads only who can
   * read a secret, and the way to very large fleets. Files under creation rules stay real.
   */
  public FleetBuilder shapesOnly() {
    this.shapesOnly = true;
    return this;
  }

  /** A user with a new age key. */
  public FleetBuilder user(String name) {
    return userWithKeys(name, keys.recipient("users/" + name));
  }

  /** A user with these public keys, of any kind that sops takes as age recipients. */
  public FleetBuilder userWithKeys(String name, String... publicKeys) {
    return owner(MemberKind.USERS, name, List.of(publicKeys), Optional.empty());
  }

  /**
   * A machine with a new key pair, declared by {@code machines/NAME/configuration.nix}.
   *
   * @param privateKeyReaders who reads the secret {@code NAME-age.key}; all users if none is named
   */
  public FleetBuilder machine(String name, String... privateKeyReaders) {
    return owner(
        MemberKind.MACHINES,
        name,
        List.of(keys.recipient("machines/" + name)),
        Optional.of(List.of(privateKeyReaders)));
  }

  /** A machine whose key comes from the host, so that its private part is not in the repository. */
  public FleetBuilder machineWithHostKey(String name) {
    return owner(
        MemberKind.MACHINES, name, List.of(keys.recipient("machines/" + name)), Optional.empty());
  }

  private FleetBuilder owner(
      MemberKind kind, String name, List<String> publicKeys, Optional<List<String>> readers) {
    Owner owner = new Owner(kind, name, publicKeys, publicKeys, readers);
    owners.put(owner.reference(), owner);
    return this;
  }

  /** A group of users and machines; called again, it adds members. */
  public FleetBuilder group(String name, String... members) {
    groups.computeIfAbsent(name, unused -> new ArrayList<>()).addAll(List.of(members));
    return this;
  }

  /**
   * An encrypted value, with a text of its own.
   *
   * @param readers users, machines and groups that are linked; if none is named, all users and, for
   *     a var, the machine or machines that it belongs to
   */
  public FleetBuilder secret(Placement placement, String... readers) {
    return secretText(placement, "the secret of " + directory(placement), readers);
  }

  /** An encrypted value; see {@link #secret}. */
  public FleetBuilder secretText(Placement placement, String content, String... readers) {
    secrets.put(
        directory(placement),
        new Sealed(placement, List.of(readers), () -> content.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  /**
   * Adds machines {@code node0}, {@code node1}, … with per-machine secrets, 20 to a machine, for
   * measuring. The private keys of these machines are not in the repository, so that the number is
   * exact.
   *
   * @param count of secrets
   * @param readers users and groups that read all of them, beside the machine of each
   */
  public FleetBuilder manySecrets(int count, String... readers) {
    for (int i = 0; i < count; i++) {
      String machine = "node" + i / SECRETS_PER_MACHINE;
      if (i % SECRETS_PER_MACHINE == 0) {
        machineWithHostKey(machine);
      }
      List<String> linked = new ArrayList<>(List.of(readers));
      linked.add(machine);
      secret(
          perMachine(machine, "generator" + i % SECRETS_PER_MACHINE, "secret"),
          linked.toArray(String[]::new));
    }
    return this;
  }

  /** A public value of a var. */
  public FleetBuilder value(Placement placement, String content) {
    values.put(directory(placement) + "/value", content);
    return this;
  }

  /**
   * The validation hash of the generator that a var belongs to.
   *
   * @param hash 64 hex digits
   */
  public FleetBuilder validationHash(Placement placement, String hash) {
    String directory = directory(placement);
    String generator = directory.substring(0, directory.lastIndexOf('/'));
    values.put(generator + "/.validation-hash", hash);
    return this;
  }

  /** {@code inventory.json} with these machines; all machines of the fleet if none is named. */
  public FleetBuilder inventory(String... machines) {
    this.inventory = List.of(machines);
    return this;
  }

  /** An anchor of {@code .sops.yaml} with the key of the user or machine of its name. */
  public FleetBuilder anchor(String name) {
    return anchor(name, name);
  }

  /** An anchor of {@code .sops.yaml} with the first key of a user or machine. */
  public FleetBuilder anchor(String name, String owner) {
    anchors.put(name, owner);
    return this;
  }

  /** An anchor of {@code .sops.yaml} with a key of its own; the private part is derivable. */
  public FleetBuilder anchorWithOwnKey(String name) {
    return anchor(name, keys.recipient("anchors/" + name));
  }

  /** A creation rule of {@code .sops.yaml}, after those before it. */
  public FleetBuilder rule(String pathRegex, String... anchors) {
    rules.add(new ClanText.Rule(pathRegex, List.of(anchors)));
    return this;
  }

  /**
   * A file encrypted as the first matching rule says, in the format of its path's ending.
   *
   * @param path relative to the repository root
   */
  public FleetBuilder ruledFile(String path, String plaintext) {
    ruledFiles.put(path, plaintext.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  // Faults, by the rule that has to see them.

  /**
   * Gives a user or machine a new key without telling its secrets: {@code machine-key-stale}, or
   * for a user {@code recipient-missing} and {@code recipient-unknown}.
   */
  public FleetBuilder replaceKeyWithoutReencryption(String owner) {
    Owner old = owner(owner);
    List<String> replaced = List.of(keys.recipient(old.reference() + "/replaced"));
    owners.put(
        old.reference(),
        new Owner(old.kind(), old.name(), replaced, old.wrapped(), old.privateKeyReaders()));
    return this;
  }

  /** A linked member cannot open the secret: {@code recipient-missing}. */
  public FleetBuilder dropRecipient(Placement placement, String member) {
    return dropRecipient(directory(placement) + "/secret", member);
  }

  /**
   * A member cannot open a file that it should: {@code recipient-missing}, for a file under a
   * creation rule {@code rule-recipient-drift}.
   *
   * @param path of the encrypted file
   * @param member a member, anchor or recipient
   */
  public FleetBuilder dropRecipient(String path, String member) {
    return recipientFault(path, recipients -> recipients.removeAll(keysOf(member)));
  }

  /** A known member can open the secret without being linked: {@code recipient-extra}. */
  public FleetBuilder extraRecipient(Placement placement, String member) {
    return extraRecipient(directory(placement) + "/secret", member);
  }

  /**
   * A known member can open a file that it should not: {@code recipient-extra}, for a file under a
   * creation rule {@code rule-recipient-drift}.
   *
   * @param path of the encrypted file
   * @param member a member, anchor or recipient
   */
  public FleetBuilder extraRecipient(String path, String member) {
    return recipientFault(path, recipients -> recipients.addAll(keysOf(member)));
  }

  /** A key that belongs to nobody can open the secret: {@code recipient-unknown}. */
  public FleetBuilder unknownRecipient(Placement placement) {
    return extraRecipient(placement, unknownKey());
  }

  /** The key that {@link #unknownRecipient} adds. */
  public String unknownKey() {
    return keys.recipient("unknown");
  }

  private FleetBuilder recipientFault(String path, Consumer<Set<String>> fault) {
    recipientFaults.computeIfAbsent(path, unused -> new ArrayList<>()).add(fault);
    return this;
  }

  /**
   * An anchor that carries its owner's name and another key: {@code user-anchor-mismatch} or {@code
   * machine-anchor-mismatch}. Files under its rules follow the anchor.
   */
  public FleetBuilder anchorMismatch(String anchor) {
    return anchor(anchor, keys.recipient("anchors/" + anchor + "/mismatch"));
  }

  /** A link as copying without link support leaves it, a file: {@code link-not-a-link}. */
  public FleetBuilder degradeLinkToFile(String path) {
    return edit(tree -> tree.put(path, Node.file(existing(tree, path).content().get())));
  }

  /**
   * A link to a member that does not exist: {@code link-dangling}.
   *
   * @param member with its kind, as in {@code users/carol}
   */
  public FleetBuilder danglingLink(Placement placement, String member) {
    String folder = directory(placement);
    return edit(tree -> tree.put(folder + "/" + member, ClanText.link(folder, sops(member))));
  }

  /** A link as clan wrote it until August 2023, to a path of one computer: {@code link-outside}. */
  public FleetBuilder absoluteLink(String path) {
    return edit(
        tree -> {
          String target = text(existing(tree, path));
          Path inRepository = Path.of(path).resolveSibling(target).normalize();
          tree.put(path, Node.link("/home/alice/clan/" + inRepository));
        });
  }

  /** A link named like the key folder it stands in, from a repeated ln -s: {@code stray-entry}. */
  public FleetBuilder strayLink(String owner) {
    return edit(
        tree -> {
          Owner found = owner(owner);
          String folder = sops(found.reference());
          tree.put(folder + "/" + found.name(), Node.link("../" + found.name()));
        });
  }

  /** A secret in clear: {@code secret-plaintext}. */
  public FleetBuilder plaintext(Placement placement, String content) {
    return file(directory(placement) + "/secret", content);
  }

  /** A file, whatever the fleet would have there. */
  public FleetBuilder file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A file, whatever the fleet would have there. */
  public FleetBuilder file(String path, byte[] content) {
    byte[] bytes = content.clone();
    return edit(tree -> tree.put(path, Node.file(bytes)));
  }

  /** Lets a file be executable, as clan's own key.json files are in most repositories. */
  public FleetBuilder executable(String path) {
    return edit(
        tree -> tree.put(path, new Node(FileMode.EXECUTABLE, existing(tree, path).content())));
  }

  /** A link, whatever the fleet would have there. */
  public FleetBuilder link(String path, String target) {
    return edit(tree -> tree.put(path, Node.link(target)));
  }

  /** Takes away a file or link, or everything below a folder. */
  public FleetBuilder remove(String path) {
    return edit(
        tree -> {
          tree.remove(path);
          // '0' follows '/', so this is exactly what stands below the folder.
          tree.subMap(path + '/', path + '0').clear();
        });
  }

  private FleetBuilder edit(Consumer<SortedMap<String, Node>> edit) {
    edits.add(edit);
    return this;
  }

  // What tests and the demo ask about the fleet.

  /** The public key that a user's or machine's key.json names first. */
  public String recipient(String owner) {
    return owner(owner).published().get(0);
  }

  /**
   * An age key file with the identities of users or machines that have a key of this builder's
   * making, as age-keygen writes it.
   *
   * @return the caller wipes it
   */
  public byte[] keyFile(String... owners) {
    ByteBuffer text = ByteBuffer.allocate(owners.length * KEY_FILE_ENTRY_LIMIT);
    for (String owner : owners) {
      String recipient = recipient(owner);
      text.put(("# public key: " + recipient + "\n").getBytes(StandardCharsets.US_ASCII));
      byte[] identity = keys.identity(recipient);
      text.put(identity).put((byte) '\n');
      Arrays.fill(identity, (byte) 0);
    }
    byte[] file = Arrays.copyOf(text.array(), text.position());
    Arrays.fill(text.array(), (byte) 0);
    return file;
  }

  /** The folder of a secret or var, relative to the repository root. */
  public String directory(Placement placement) {
    return clan(inClan(placement));
  }

  /** The path of the link that makes a member a reader of a secret. */
  public String memberLink(Placement placement, String member) {
    return directory(placement) + "/" + reference(member);
  }

  // Building.

  /** Lays the fleet out and encrypts its secrets. */
  public FleetTree build() {
    SortedMap<String, Node> tree = new TreeMap<>();
    for (Owner owner : owners.values()) {
      tree.put(
          sops(owner.reference()) + "/key.json", Node.file(ClanText.keyJson(owner.published())));
      if (owner.kind() == MemberKind.MACHINES) {
        tree.put(
            clan("machines/" + owner.name() + "/configuration.nix"), Node.file("{ ... }: { }\n"));
        owner
            .privateKeyReaders()
            .ifPresent(readers -> laySecret(tree, privateKeySecret(owner, readers)));
      }
    }
    groups.forEach(
        (group, members) ->
            members.forEach(member -> layLink(tree, sops("groups/" + group), member)));
    secrets.values().forEach(secret -> laySecret(tree, secret));
    values.forEach((path, value) -> tree.put(path, Node.file(value)));
    if (inventory != null) {
      tree.put(
          clan("inventory.json"),
          Node.file(
              ClanText.inventoryJson(
                  inventory.isEmpty() ? names(MemberKind.MACHINES) : inventory)));
    }
    if (!anchors.isEmpty() || !rules.isEmpty()) {
      tree.put(".sops.yaml", Node.file(ClanText.sopsYaml(anchorKeys(), rules)));
    }
    ruledFiles.forEach((path, plaintext) -> layRuledFile(tree, path, plaintext));
    edits.forEach(edit -> edit.accept(tree));
    return new FleetTree(tree);
  }

  /** Builds the fleet as a snapshot in memory. */
  public Snapshot snapshot() {
    return build().snapshot();
  }

  /** Builds the fleet into a folder; see {@link FleetTree#writeTo}. */
  public FleetTree writeTo(Path directory) throws IOException {
    FleetTree tree = build();
    tree.writeTo(directory);
    return tree;
  }

  /**
   * Builds the fleet and commits it; see {@link FleetTree#commitTo}.
   *
   * @return the id of the commit
   */
  public String commitTo(Path directory) throws IOException, RepositoryException {
    return build().commitTo(directory, "Set up the fleet");
  }

  private Sealed privateKeySecret(Owner machine, List<String> readers) {
    return new Sealed(
        plain(machine.name() + "-age.key"),
        readers,
        () -> keys.identity(machine.published().get(0)));
  }

  private void laySecret(SortedMap<String, Node> tree, Sealed secret) {
    String directory = directory(secret.placement());
    Set<String> recipients = new LinkedHashSet<>();
    for (String reader : secret.readers().isEmpty() ? defaultReaders(secret) : secret.readers()) {
      layLink(tree, directory, reader);
      recipients.addAll(keysOf(reader));
    }
    seal(tree, directory + "/secret", Format.BINARY, secret.content().get(), recipients);
  }

  private void layRuledFile(SortedMap<String, Node> tree, String path, byte[] plaintext) {
    ClanText.Rule rule =
        rules.stream()
            .filter(candidate -> Pattern.compile(candidate.pathRegex()).matcher(path).find())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no creation rule for " + path));
    Set<String> recipients = new LinkedHashSet<>();
    rule.anchors().forEach(anchor -> recipients.add(anchorKey(anchor)));
    seal(tree, path, Format.ofPath(path), plaintext.clone(), recipients);
  }

  private void seal(
      SortedMap<String, Node> tree,
      String path,
      Format format,
      byte[] plaintext,
      Set<String> recipients) {
    recipientFaults.getOrDefault(path, List.of()).forEach(fault -> fault.accept(recipients));
    List<String> ordered = List.copyOf(recipients);
    tree.put(
        path,
        shapesOnly && format == Format.BINARY
            ? new Node(
                FileMode.REGULAR, () -> Shapes.binary(path.hashCode(), plaintext.length, ordered))
            : Node.file(seals.seal(path, format, plaintext, ordered)));
  }

  private void layLink(SortedMap<String, Node> tree, String folder, String member) {
    String reference = reference(member);
    tree.put(folder + "/" + reference, ClanText.link(folder, sops(reference)));
  }

  private List<String> defaultReaders(Sealed secret) {
    List<String> readers = new ArrayList<>(names(MemberKind.USERS));
    readers.replaceAll(name -> "users/" + name);
    if (secret.placement() instanceof Placement.PerMachine var) {
      readers.add("machines/" + var.machine());
    } else if (secret.placement() instanceof Placement.Shared) {
      names(MemberKind.MACHINES).forEach(name -> readers.add("machines/" + name));
    }
    return readers;
  }

  private List<String> names(MemberKind kind) {
    return owners.values().stream().filter(owner -> owner.kind() == kind).map(Owner::name).toList();
  }

  /** All keys that something encrypted to a member, an anchor or a recipient is encrypted to. */
  private List<String> keysOf(String member) {
    if (isKey(member)) {
      return List.of(member);
    }
    if (find(member).isEmpty() && anchors.containsKey(member)) {
      return List.of(anchorKey(member));
    }
    String reference = reference(member);
    Owner owner = owners.get(reference);
    if (owner != null) {
      return owner.wrapped();
    }
    return groups.getOrDefault(reference.substring("groups/".length()), List.of()).stream()
        .flatMap(name -> owner(name).wrapped().stream())
        .toList();
  }

  private Map<String, String> anchorKeys() {
    Map<String, String> named = new LinkedHashMap<>();
    anchors.keySet().forEach(anchor -> named.put(anchor, anchorKey(anchor)));
    return named;
  }

  private String anchorKey(String anchor) {
    String owner = anchors.get(anchor);
    if (owner == null) {
      throw new IllegalArgumentException("no anchor " + anchor);
    }
    return isKey(owner) ? owner : recipient(owner);
  }

  private static boolean isKey(String text) {
    return text.startsWith("age1") || text.startsWith("ssh-");
  }

  private Owner owner(String name) {
    Owner found = owners.get(reference(name));
    if (found == null) {
      throw new IllegalArgumentException(name + " is a group, not a user or machine");
    }
    return found;
  }

  private String reference(String name) {
    return find(name)
        .orElseThrow(
            () -> new IllegalArgumentException("no user, machine or group is called " + name));
  }

  private Optional<String> find(String name) {
    for (MemberKind kind : MemberKind.values()) {
      String prefix = kind.folder() + "/";
      String reference = name.startsWith(prefix) ? name : prefix + name;
      boolean known =
          kind == MemberKind.GROUPS
              ? groups.containsKey(reference.substring(prefix.length()))
              : owners.containsKey(reference);
      if (known) {
        return Optional.of(reference);
      }
    }
    return Optional.empty();
  }

  private static Node existing(SortedMap<String, Node> tree, String path) {
    Node node = tree.get(path);
    if (node == null) {
      throw new IllegalArgumentException("the fleet has nothing at " + path);
    }
    return node;
  }

  private static String text(Node node) {
    return new String(node.content().get(), StandardCharsets.UTF_8);
  }

  private String sops(String path) {
    return clan("sops/" + path);
  }

  private String clan(String path) {
    return clanDirectory.isEmpty() ? path : clanDirectory + "/" + path;
  }

  private static String inClan(Placement placement) {
    if (placement instanceof Placement.PlainSecret secret) {
      return "sops/secrets/" + secret.name();
    }
    if (placement instanceof Placement.PerMachine var) {
      return "vars/per-machine/" + var.machine() + "/" + var.generator() + "/" + var.file();
    }
    if (placement instanceof Placement.Shared var) {
      return "vars/shared/" + var.generator() + "/" + var.file();
    }
    if (placement instanceof Placement.PerExport var) {
      return "vars/per-export/" + var.scope() + "/" + var.generator() + "/" + var.file();
    }
    throw new IllegalStateException(placement.toString());
  }
}
