package org.keytally.clan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;
import org.keytally.sops.CreationRule;
import org.keytally.sops.RecipientPool;
import org.keytally.sops.SopsConfig;
import org.keytally.sops.SopsConfigReader;
import org.keytally.sops.SopsFile;
import org.keytally.sops.SopsFileReader;

/**
 * What the contents of a snapshot tell, by path. Read in one batch, each content looked at once and
 * let go: {@code .sops.yaml} and links first, because they say what the others mean.
 */
final class Contents implements BlobVisitor {

  /** Larger contents are not read: a person's secret has a few kilobytes. */
  static final long LIMIT = 16L << 20;

  private final Layout layout;
  private final boolean hasClan;
  private final String manifestPath;
  private final boolean hasManifest;
  private final JsonFactory json = json();
  private final RecipientPool pool = new RecipientPool();

  final Map<String, String> links = new HashMap<>();
  final Map<String, KeyFile> keyFiles = new HashMap<>();
  final Map<String, List<Problem>> besideKeys = new HashMap<>();
  final Map<String, SopsFile> secrets = new HashMap<>();
  final Map<String, PublicValue> values = new HashMap<>();
  final Map<String, String> hashes = new HashMap<>();
  final Map<String, String> memberTexts = new HashMap<>();
  final Map<String, Problem> unreadable = new HashMap<>();
  final SortedMap<String, SopsConfig> configs = new TreeMap<>();
  final SortedMap<String, RuledFile> ruledFiles = new TreeMap<>();
  final List<Fleet.PrivateKeyText> privateKeys = new ArrayList<>();
  final List<Problem> problems = new ArrayList<>();
  Inventory inventory = Inventory.NONE;
  Optional<Long> clanCoreTime = Optional.empty();
  Optional<Manifest> manifest = Optional.empty();
  final SortedMap<String, Integer> oldRuntimeNames = new TreeMap<>();
  final NixFiles nixFiles;
  final AgeStoreReader ageStore;

  /** By object id, the links that need not be read because another one with the same text is. */
  private final Map<String, List<TreeEntry>> alike = new HashMap<>();

  /** What was read first and could not be, by path: links with one text are read together. */
  private final SortedMap<String, Problem> first = new TreeMap<>();

  private final IdentityHashMap<CreationRule, Boolean> namesSecrets = new IdentityHashMap<>();

  private Contents(Layout layout, boolean hasClan, String manifestPath, boolean hasManifest) {
    this.layout = layout;
    this.hasClan = hasClan;
    this.manifestPath = manifestPath;
    this.hasManifest = hasManifest;
    this.nixFiles = new NixFiles(layout);
    this.ageStore = new AgeStoreReader(layout);
  }

  /** JSON within bounds that no file of clan comes near. */
  static JsonFactory json() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(100)
                .maxStringLength(1 << 20)
                .maxNumberLength(1000)
                .build())
        .build();
  }

  /** The content of a public var. */
  record PublicValue(long size, Optional<String> looksPrivate, Optional<SshValue> ssh) {}

  /**
   * Reads everything that matters.
   *
   * @param hasClan whether there is a clan directory at all
   * @param manifestPath where the manifest of the tree stands, if it is wanted
   * @param given whether another manifest is used, which is compared with the tree
   */
  static Contents read(
      Snapshot snapshot,
      Layout layout,
      boolean hasClan,
      Optional<String> manifestPath,
      boolean given)
      throws RepositoryException {
    String manifest = manifestPath.orElse("");
    Contents contents =
        new Contents(layout, hasClan, manifest, given || snapshot.entry(manifest).isPresent());
    List<TreeEntry> wanted = new ArrayList<>();
    List<TreeEntry> links = new ArrayList<>();
    List<TreeEntry> others = new ArrayList<>(snapshot.entries().size());
    for (TreeEntry entry : snapshot.entries()) {
      if (entry.mode() == FileMode.LINK) {
        if (contents.isFirst(entry)) {
          links.add(entry);
        }
      } else if (isReadFirst(entry)) {
        wanted.add(entry);
      } else if (entry.mode() != FileMode.SUBMODULE) {
        others.add(entry);
      }
    }
    wanted.addAll(links);
    wanted.addAll(others);
    snapshot.read(wanted, LIMIT, contents);
    contents.problems.addAll(0, contents.first.values());
    return contents;
  }

  /** Whether no link before leads to the same place: a fleet's links have a few targets. */
  private boolean isFirst(TreeEntry link) {
    if (link.objectId().isEmpty()) {
      return true;
    }
    List<TreeEntry> others = alike.get(link.objectId().get());
    if (others == null) {
      alike.put(link.objectId().get(), new ArrayList<>(0));
      return true;
    }
    others.add(link);
    return false;
  }

  /** The links with the same target as one that was asked for. */
  private List<TreeEntry> alike(TreeEntry entry) {
    List<TreeEntry> others =
        entry.mode() == FileMode.LINK && entry.objectId().isPresent()
            ? alike.get(entry.objectId().get())
            : null;
    return others == null ? List.of() : others;
  }

  @Override
  public void visit(TreeEntry entry, byte[] content) {
    String path = entry.path();
    if (entry.mode() == FileMode.LINK) {
      Optional<String> target =
          content.length <= Links.LONGEST_TARGET
              ? Optional.of(pool.share(new String(content, StandardCharsets.UTF_8)))
              : Optional.empty();
      link(entry, content, target);
      for (TreeEntry other : alike(entry)) {
        link(other, content, target);
      }
      return;
    }
    if (hasManifest && nixFiles.wants(entry)) {
      nixFiles.visit(entry, content);
    }
    switch (role(entry)) {
      case SOPS_CONFIG -> {
        configs.put(path, SopsConfigReader.read(path, content));
        notePrivateKeys(path, content);
      }
      case KEY_FILE -> keyFiles.put(path, KeyFileReader.read(json, path, content));
      case BESIDE_KEY_FILE -> besideKeyFile(path, content);
      case FOREIGN_KEY_FILE -> problems.addAll(KeyFileReader.read(json, path, content).problems());
      case SECRET -> secret(path, content);
      case VALUE -> values.put(path, value(content));
      case VALIDATION_HASH -> hashes.put(path, pool.share(shortText(content)));
      case MEMBER -> {
        if (content.length <= Links.LONGEST_TARGET) {
          memberTexts.put(path, shortText(content));
        }
        notePrivateKeys(path, content);
      }
      case INVENTORY -> inventory = InventoryReader.read(json, path, content);
      case MANIFEST -> manifest(path, content);
      case FLAKE_LOCK -> {
        if (clanCoreTime.isEmpty()) {
          clanCoreTime = FlakeLock.read(json, content).time();
        }
      }
      case AGE_STORE -> {
        if (!ageStore.visit(path, content)) {
          notePrivateKeys(path, content);
        }
      }
      case NEVER_SECRET -> notePrivateKeys(path, content);
      case OTHER_OF_CLAN -> {
        Optional<SopsFile> file = SopsFileReader.read(path, content, pool);
        if (file.isPresent()) {
          // Where no release of today looks, the value is still there for whoever can read it.
          ruledFiles.put(path, new RuledFile(path, file.get(), Optional.empty(), Optional.empty()));
        } else {
          notePrivateKeys(path, content);
        }
      }
      case OTHER -> {
        if (path.endsWith(".nix")) {
          int line = RuntimeNames.firstOld(content);
          if (line > 0) {
            oldRuntimeNames.put(path, line);
          }
        }
        other(path, content);
      }
    }
  }

  private void link(TreeEntry entry, byte[] content, Optional<String> target) {
    if (hasManifest && nixFiles.wants(entry)) {
      nixFiles.visit(entry, content);
    }
    if (target.isPresent()) {
      links.put(entry.path(), target.get());
    }
  }

  private static PublicValue value(byte[] content) {
    return new PublicValue(content.length, Disclosure.of(content), SshValue.of(content));
  }

  private void manifest(String path, byte[] content) {
    notePrivateKeys(path, content);
    if (!path.equals(manifestPath)) {
      return;
    }
    try {
      manifest = Optional.of(ManifestReader.read(content));
    } catch (ManifestException e) {
      problems.add(
          new Problem(Problem.Kind.MANIFEST, path, e.line(), String.valueOf(e.getMessage())));
    }
  }

  private void secret(String path, byte[] content) {
    SopsFile file = SopsFileReader.readSecret(content, pool);
    secrets.put(path, file);
    if (file.groups().isEmpty()) {
      notePrivateKeys(path, content);
    }
  }

  private void besideKeyFile(String path, byte[] content) {
    if (Bytes.isBinary(content) || SopsFileReader.read(path, content, pool).isPresent()) {
      return;
    }
    List<Problem> found = new ArrayList<>();
    for (PrivateKeyScan.Hit hit : PrivateKeyScan.scan(content)) {
      found.add(
          new Problem(
              Problem.Kind.PRIVATE_KEY,
              path,
              hit.line(),
              hit.what() + " stands in clear beside public keys",
              hit.key()));
    }
    if (!found.isEmpty()) {
      besideKeys.put(path, found);
    }
  }

  private void notePrivateKeys(String path, byte[] content) {
    privateKeys.addAll(Disclosure.privateKeys(path, content));
  }

  private void other(String path, byte[] content) {
    Optional<SopsConfig> config = configAbove(path);
    Optional<CreationRule> rule =
        config.isPresent() ? config.get().ruleFor(path) : Optional.empty();
    Optional<SopsFile> file = SopsFileReader.read(path, content, pool);
    if (file.isPresent()) {
      ruledFiles.put(path, new RuledFile(path, file.get(), config, rule));
      return;
    }
    if (rule.isPresent() && namesSecrets(rule.get())) {
      ruledFiles.put(
          path, new RuledFile(path, SopsFileReader.readRuled(path, content, pool), config, rule));
    }
    notePrivateKeys(path, content);
  }

  /** Whether a rule says of files in clear that they should be encrypted; asked once for each. */
  private boolean namesSecrets(CreationRule rule) {
    Boolean known = namesSecrets.get(rule);
    if (known == null) {
      known = !rule.isCatchAll();
      namesSecrets.put(rule, known);
    }
    return known;
  }

  private Optional<SopsConfig> configAbove(String path) {
    String folder = path;
    while (!configs.isEmpty()) {
      int slash = folder.lastIndexOf('/');
      SopsConfig config =
          configs.get(slash < 0 ? ".sops.yaml" : folder.substring(0, slash) + "/.sops.yaml");
      if (config != null) {
        return Optional.of(config);
      }
      if (slash < 0) {
        break;
      }
      folder = folder.substring(0, slash);
    }
    return Optional.empty();
  }

  @Override
  public void tooLarge(TreeEntry entry, long size) {
    noteSize(entry, size);
    for (TreeEntry other : alike(entry)) {
      noteSize(other, size);
    }
  }

  private void noteSize(TreeEntry entry, long size) {
    if (hasManifest && nixFiles.wants(entry)) {
      nixFiles.tooLarge(entry, size);
    }
    // Large files are common where nobody says that they are secrets.
    if (role(entry) == Layout.Role.OTHER) {
      Optional<SopsConfig> config = configAbove(entry.path());
      Optional<CreationRule> rule =
          config.isPresent() ? config.get().ruleFor(entry.path()) : Optional.empty();
      if (rule.isEmpty() || !namesSecrets(rule.get())) {
        return;
      }
    }
    note(entry, "it is larger than " + (LIMIT >> 20) + " MiB and was not read");
  }

  @Override
  public void unreadable(TreeEntry entry, String reason) {
    note(entry, "it cannot be read: " + reason);
    for (TreeEntry other : alike(entry)) {
      note(other, "it cannot be read: " + reason);
    }
  }

  private void note(TreeEntry entry, String message) {
    Problem problem = new Problem(Problem.Kind.UNREADABLE, entry.path(), 0, message);
    switch (role(entry)) {
      case KEY_FILE, SECRET, VALUE, INVENTORY -> unreadable.put(entry.path(), problem);
      case MANIFEST -> inOrder(entry, new Problem(Problem.Kind.MANIFEST, entry.path(), 0, message));
      default -> inOrder(entry, problem);
    }
  }

  private void inOrder(TreeEntry entry, Problem problem) {
    if (isReadFirst(entry)) {
      first.put(entry.path(), problem);
    } else {
      problems.add(problem);
    }
  }

  private static boolean isReadFirst(TreeEntry entry) {
    return entry.mode() == FileMode.LINK || Layout.isSopsConfig(entry.path());
  }

  private Layout.Role role(TreeEntry entry) {
    if (entry.path().equals(manifestPath)) {
      return Layout.Role.MANIFEST;
    }
    return hasClan ? layout.role(entry.path()) : Layout.roleWithoutClan(entry.path());
  }

  /** A short content as text, an overlong one cut. */
  private static String shortText(byte[] content) {
    return new String(
        content, 0, Math.min(content.length, Links.LONGEST_TARGET), StandardCharsets.UTF_8);
  }
}
