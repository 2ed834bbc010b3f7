package org.keytally.clan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.TreeEntry;
import org.keytally.sops.CreationRule;
import org.keytally.sops.SopsConfig;
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

  private final KnownContents known;

  /** The entries that are read, in the order in which they count, and the first not yet added. */
  private final List<TreeEntry> order = new ArrayList<>();

  private int next;

  /** What these told in another state; null for those that are read here. */
  private @Nullable Told[] before = {};

  private Contents(
      Layout layout,
      boolean hasClan,
      String manifestPath,
      boolean hasManifest,
      KnownContents known) {
    this.layout = layout;
    this.hasClan = hasClan;
    this.manifestPath = manifestPath;
    this.hasManifest = hasManifest;
    this.known = known;
    this.nixFiles = new NixFiles(layout);
    this.ageStore = new AgeStoreReader(layout);
  }

  /** Made when the first file needs it. */
  private static final class Json {
    static final JsonFactory FACTORY =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(100)
                    .maxStringLength(1 << 20)
                    .maxNumberLength(1000)
                    .build())
            .build();
  }

  /** JSON within bounds that no file of clan comes near. */
  static JsonFactory json() {
    return Json.FACTORY;
  }

  /** The content of a public var. */
  record PublicValue(long size, Optional<String> looksPrivate, Optional<SshValue> ssh) {}

  /**
   * Reads everything that matters.
   *
   * @param hasClan whether there is a clan directory at all
   * @param manifestPath where the manifest of the tree stands, if it is wanted
   * @param given whether another manifest is used, which is compared with the tree
   * @param known not read again; what is read is added to it
   */
  static Contents read(
      Snapshot snapshot,
      Layout layout,
      boolean hasClan,
      Optional<String> manifestPath,
      boolean given,
      KnownContents known)
      throws RepositoryException {
    String manifest = manifestPath.orElse("");
    Contents contents =
        new Contents(
            layout, hasClan, manifest, given || snapshot.entry(manifest).isPresent(), known);
    List<TreeEntry> wanted = contents.arrange(snapshot.entries());
    if (!wanted.isEmpty()) {
      snapshot.read(wanted, LIMIT, contents);
    }
    contents.addKnown(contents.order.size());
    contents.problems.addAll(0, contents.first.values());
    return contents;
  }

  /**
   * Puts the entries into the order in which they count.
   *
   * @return those of which nothing is known
   */
  private List<TreeEntry> arrange(List<TreeEntry> entries) {
    List<TreeEntry> links = new ArrayList<>();
    List<TreeEntry> others = new ArrayList<>(entries.size());
    for (TreeEntry entry : entries) {
      if (entry.mode() == FileMode.LINK) {
        if (isFirst(entry)) {
          links.add(entry);
        }
      } else if (isReadFirst(entry)) {
        order.add(entry);
      } else if (entry.mode() != FileMode.SUBMODULE) {
        others.add(entry);
      }
    }
    order.addAll(links);
    order.addAll(others);
    if (known.isEmpty()) {
      return order;
    }
    List<TreeEntry> wanted = new ArrayList<>();
    before = new Told[order.size()];
    for (int i = 0; i < before.length; i++) {
      before[i] = told(order.get(i));
      if (before[i] == null) {
        wanted.add(order.get(i));
      }
    }
    return wanted;
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

  private boolean isForNix(TreeEntry entry) {
    return hasManifest && nixFiles.wants(entry);
  }

  /** All that an entry told before, if it did. */
  private @Nullable Told told(TreeEntry entry) {
    if (isForNix(entry) && known.digest(entry).isEmpty()) {
      return null;
    }
    return entry.mode() == FileMode.LINK
        ? known.link(entry)
        : known.file(entry, contentRole(entry));
  }

  /** Adds what is known already of the entries before one that was just read. */
  private void addKnownBefore(TreeEntry entry) {
    int at = next;
    while (at < order.size() && !order.get(at).path().equals(entry.path())) {
      at++;
    }
    addKnown(at);
    next++;
  }

  private void addKnown(int end) {
    for (; next < end; next++) {
      Told told = next < before.length ? before[next] : null;
      if (told != null) {
        TreeEntry entry = order.get(next);
        add(entry, told, known.digest(entry));
        for (TreeEntry other : alike(entry)) {
          add(other, told, known.digest(entry));
        }
      }
    }
  }

  private void add(TreeEntry entry, Told told, Optional<byte[]> digest) {
    if (digest.isPresent() && isForNix(entry)) {
      nixFiles.add(entry, digest.get());
    }
    told.addTo(this, entry.path());
  }

  @Override
  public void visit(TreeEntry entry, byte[] content) {
    addKnownBefore(entry);
    List<TreeEntry> others = alike(entry);
    Told told;
    if (entry.mode() == FileMode.LINK) {
      told = known.reader().link(content);
      known.keepLink(entry, told);
    } else {
      Layout.Role role = contentRole(entry);
      told = known.reader().read(role, entry.path(), content);
      known.keepFile(entry, role, told);
    }
    Optional<byte[]> digest = Optional.empty();
    if (isForNix(entry) || isAnyForNix(others)) {
      digest = Optional.of(NixFiles.digest(content));
      known.keepDigest(entry, digest.get());
    }
    add(entry, told, digest);
    for (TreeEntry other : others) {
      add(other, told, digest);
    }
  }

  private boolean isAnyForNix(List<TreeEntry> entries) {
    for (TreeEntry entry : entries) {
      if (isForNix(entry)) {
        return true;
      }
    }
    return false;
  }

  /** Adds a file of no role of its own. */
  void addOther(String path, Optional<SopsFile> file) {
    Optional<SopsConfig> config = configAbove(path);
    Optional<CreationRule> rule =
        config.isPresent() ? config.get().ruleFor(path) : Optional.empty();
    if (file.isPresent()) {
      ruledFiles.put(path, new RuledFile(path, file.get(), config, rule));
    } else if (rule.isPresent() && namesSecrets(rule.get())) {
      ruledFiles.put(path, new RuledFile(path, SopsFileReader.inClear(path), config, rule));
    }
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
    addKnownBefore(entry);
    noteSize(entry, size);
    for (TreeEntry other : alike(entry)) {
      noteSize(other, size);
    }
  }

  private void noteSize(TreeEntry entry, long size) {
    if (isForNix(entry)) {
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
    addKnownBefore(entry);
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

  /** What its content is to keytally; a manifest that is not wanted is a file like others. */
  private Layout.Role contentRole(TreeEntry entry) {
    Layout.Role role = role(entry);
    return role == Layout.Role.MANIFEST && !entry.path().equals(manifestPath)
        ? Layout.Role.NEVER_SECRET
        : role;
  }

  private Layout.Role role(TreeEntry entry) {
    if (entry.path().equals(manifestPath)) {
      return Layout.Role.MANIFEST;
    }
    return hasClan ? layout.role(entry.path()) : Layout.roleWithoutClan(entry.path());
  }
}
