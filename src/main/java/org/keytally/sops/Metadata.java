package org.keytally.sops;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The mapping under {@code sops} (sops-file-format 2).
 *
 * @param groups key groups; at least one
 * @param shamirThreshold 0 where absent
 * @param lastModified RFC 3339 to the second, as it is bound to the MAC
 * @param mac the encrypted MAC
 * @param rule absent where none is written, which means {@link SelectionRule#DEFAULT}
 * @param unknown fields that sops does not know, carried through
 */
record Metadata(
    List<List<KeyEntry>> groups,
    int shamirThreshold,
    String lastModified,
    Optional<String> mac,
    Optional<String> version,
    Optional<SelectionRule> rule,
    boolean macOnlyEncrypted,
    List<Branch.Pair> unknown) {

  private static final String PREFIX = "sops.";
  private static final int MAX_KEYS = 10_000;

  Metadata {
    groups = groups.stream().map(List::copyOf).toList();
    unknown = List.copyOf(unknown);
  }

  SelectionRule selectionRule() {
    return rule.orElse(SelectionRule.DEFAULT);
  }

  Metadata withGroups(List<List<KeyEntry>> newGroups, int newThreshold) {
    return new Metadata(
        newGroups, newThreshold, lastModified, mac, version, rule, macOnlyEncrypted, unknown);
  }

  Metadata withMac(String newLastModified, String newMac) {
    return new Metadata(
        groups,
        shamirThreshold,
        newLastModified,
        Optional.of(newMac),
        version,
        rule,
        macOnlyEncrypted,
        unknown);
  }

  Metadata withTime(String newLastModified) {
    return new Metadata(
        groups, shamirThreshold, newLastModified, mac, version, rule, macOnlyEncrypted, unknown);
  }

  /** Whether the keys, what they wrap, and all other known fields are the same. */
  boolean saysTheSameAs(Metadata other) {
    return shamirThreshold == other.shamirThreshold
        && lastModified.equals(other.lastModified)
        && mac.equals(other.mac)
        && version.equals(other.version)
        && selectionRule().equals(other.selectionRule())
        && macOnlyEncrypted == other.macOnlyEncrypted
        && sameKeys(groups, other.groups);
  }

  private static boolean sameKeys(List<List<KeyEntry>> some, List<List<KeyEntry>> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!described(some.get(i)).equals(described(others.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** Sorted, because an edited list can have another order than a list emitted anew. */
  private static List<String> described(List<KeyEntry> group) {
    List<String> texts = new ArrayList<>();
    for (KeyEntry entry : group) {
      texts.add(entry.type().field() + ' ' + entry.identifier() + ' ' + entry.wrapped().strip());
    }
    texts.sort(Comparator.naturalOrder());
    return texts;
  }

  /**
   * Reads the mapping as any store gives it, with numbers and booleans possibly as text.
   *
   * @throws SopsException of kind BAD_METADATA naming the field
   */
  static Metadata of(Branch sops) throws SopsException {
    List<Branch.Pair> unknown = new ArrayList<>();
    Optional<SelectionRule> rule = Optional.empty();
    for (Branch.Pair pair : sops.pairs()) {
      Optional<SelectionRule> named = ruleOf(pair);
      if (named.isPresent()) {
        if (rule.isPresent()) {
          throw bad(
              pair.key(),
              "stands beside "
                  + rule.get().kind().field()
                  + ", and a file has only one selection rule");
        }
        rule = named;
      } else if (!isKnown(pair.key())) {
        unknown.add(pair);
      }
    }
    String lastModified = text(sops, "lastmodified").orElse("");
    if (lastModified.isEmpty()) {
      throw bad("lastmodified", "is missing");
    }
    try {
      lastModified = Rfc3339.seconds(Rfc3339.parse(lastModified));
    } catch (DateTimeException e) {
      throw bad("lastmodified", "is no RFC 3339 time such as 2026-11-21T05:31:12Z");
    }
    return new Metadata(
        groups(sops),
        integer(sops, "shamir_threshold"),
        lastModified,
        text(sops, "mac").filter(value -> !value.isEmpty()),
        text(sops, "version"),
        rule,
        bool(sops, "mac_only_encrypted"),
        unknown);
  }

  private static Optional<SelectionRule> ruleOf(Branch.Pair pair) throws SopsException {
    for (SelectionRule.Kind kind : SelectionRule.Kind.values()) {
      if (kind.field().equals(pair.key())) {
        String argument = text(pair).orElse("");
        return argument.isEmpty()
            ? Optional.empty()
            : Optional.of(new SelectionRule(kind, argument));
      }
    }
    return Optional.empty();
  }

  private static boolean isKnown(String field) {
    for (KeyType type : KeyType.values()) {
      if (type.field().equals(field)) {
        return true;
      }
    }
    for (SelectionRule.Kind kind : SelectionRule.Kind.values()) {
      if (kind.field().equals(field)) {
        return true;
      }
    }
    return switch (field) {
      case "key_groups",
          "shamir_threshold",
          "lastmodified",
          "mac",
          "mac_only_encrypted",
          "version" ->
          true;
      default -> false;
    };
  }

  private static List<List<KeyEntry>> groups(Branch sops) throws SopsException {
    List<KeyEntry> top = group(sops, PREFIX);
    if (!top.isEmpty()) {
      return List.of(top);
    }
    List<List<KeyEntry>> groups = new ArrayList<>();
    int index = 0;
    for (Node element : elements(sops, "key_groups", PREFIX + "key_groups")) {
      String field = PREFIX + "key_groups[" + index++ + ']';
      if (!(element instanceof Branch branch)) {
        throw badAt(field, "is no mapping");
      }
      groups.add(group(branch, field + '.'));
    }
    boolean anyKey = false;
    for (List<KeyEntry> group : groups) {
      anyKey |= !group.isEmpty();
    }
    if (!anyKey) {
      throw new SopsException(
          SopsException.Kind.BAD_METADATA, "sops", "no keys found: nobody can open the file");
    }
    return groups;
  }

  private static List<KeyEntry> group(Branch branch, String prefix) throws SopsException {
    List<KeyEntry> keys = new ArrayList<>();
    for (KeyType type : KeyType.values()) {
      int index = 0;
      for (Node element : elements(branch, type.field(), prefix + type.field())) {
        String field = prefix + type.field() + '[' + index++ + ']';
        if (!(element instanceof Branch entry)) {
          throw badAt(field, "is no mapping");
        }
        keys.add(entry(type, entry, field));
        if (keys.size() > MAX_KEYS) {
          throw new SopsException(
              SopsException.Kind.TOO_LARGE, field, "there are more than " + MAX_KEYS + " keys");
        }
      }
    }
    return keys;
  }

  private static KeyEntry entry(KeyType type, Branch entry, String field) throws SopsException {
    String identifier =
        switch (type) {
          case AGE -> need(entry, "recipient", field).strip();
          case PGP -> need(entry, "fp", field);
          case KMS ->
              KmsIdentity.text(
                  need(entry, "arn", field),
                  text(entry, "role").orElse(""),
                  context(entry, field),
                  text(entry, "aws_profile").orElse(""));
          case GCP_KMS -> need(entry, "resource_id", field);
          case HCKMS -> need(entry, "key_id", field);
          case AZURE_KV ->
              need(entry, "vault_url", field)
                  + "/keys/"
                  + need(entry, "name", field)
                  + '/'
                  + text(entry, "version").orElse("");
          case HC_VAULT ->
              need(entry, "vault_address", field)
                  + "/v1/"
                  + need(entry, "engine_path", field)
                  + "/keys/"
                  + need(entry, "key_name", field);
        };
    return new KeyEntry(type, identifier, text(entry, "enc").orElse(""), entry);
  }

  private static Map<String, String> context(Branch entry, String field) throws SopsException {
    Map<String, String> context = new TreeMap<>();
    Optional<Node> value = entry.get("context");
    if (value.isEmpty() || isNull(value.get())) {
      return context;
    }
    if (!(value.get() instanceof Branch pairs)) {
      throw badAt(field + ".context", "is no mapping");
    }
    for (Branch.Pair pair : pairs.pairs()) {
      context.put(pair.key(), text(pair).orElse(""));
    }
    return context;
  }

  private static String need(Branch entry, String key, String field) throws SopsException {
    Optional<String> value = text(entry, key);
    if (value.isEmpty() || value.get().isEmpty()) {
      throw badAt(field + '.' + key, "is missing");
    }
    return value.get();
  }

  private static List<Node> elements(Branch branch, String key, String field) throws SopsException {
    Optional<Node> value = branch.get(key);
    if (value.isEmpty() || isNull(value.get())) {
      return List.of();
    }
    if (value.get() instanceof Sequence sequence) {
      List<Node> elements = new ArrayList<>();
      for (Node element : sequence.elements()) {
        if (!(element instanceof Comment)) {
          elements.add(element);
        }
      }
      return elements;
    }
    throw badAt(field, "is no list");
  }

  private static boolean isNull(Node node) {
    return node instanceof Scalar scalar && scalar.type() == ValueType.NULL;
  }

  private static Optional<String> text(Branch branch, String key) throws SopsException {
    for (Branch.Pair pair : branch.pairs()) {
      if (pair.key().equals(key)) {
        return text(pair);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> text(Branch.Pair pair) throws SopsException {
    if (pair.value() instanceof Scalar scalar) {
      return scalar.type() == ValueType.NULL ? Optional.empty() : Optional.of(scalar.text());
    }
    throw bad(pair.key(), "is no text");
  }

  private static int integer(Branch sops, String key) throws SopsException {
    String text = text(sops, key).orElse("");
    if (text.isEmpty()) {
      return 0;
    }
    try {
      // Writers up to 3.10 put a float into INI files.
      double value = GoFloat.parse(text);
      if (value == Math.rint(value) && value >= 0 && value <= ShamirShares.MAX_SHARES) {
        return (int) value;
      }
    } catch (NumberFormatException e) {
      throw bad(key, "is no number");
    }
    throw bad(key, "is not between 0 and " + ShamirShares.MAX_SHARES);
  }

  private static boolean bool(Branch sops, String key) throws SopsException {
    return switch (text(sops, key).orElse("")) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "", "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw bad(key, "is neither true nor false");
    };
  }

  private static SopsException bad(String key, String what) {
    return badAt(PREFIX + key, what);
  }

  private static SopsException badAt(String field, String what) {
    return new SopsException(SopsException.Kind.BAD_METADATA, field, field + ' ' + what);
  }

  /** The mapping in the order of sops 3.13: alphabetical on every level. */
  Branch toBranch() {
    List<Branch.Item> items = new ArrayList<>();
    if (groups.size() == 1) {
      addKeyLists(items, groups.get(0), false);
    } else {
      List<Node> elements = new ArrayList<>();
      for (List<KeyEntry> group : groups) {
        List<Branch.Item> lists = new ArrayList<>();
        addKeyLists(lists, group, true);
        elements.add(sorted(lists));
      }
      items.add(new Branch.Pair("key_groups", new Sequence(elements)));
    }
    if (shamirThreshold != 0) {
      items.add(new Branch.Pair("shamir_threshold", Scalar.integer(shamirThreshold)));
    }
    items.add(new Branch.Pair("lastmodified", Scalar.text(lastModified)));
    mac.ifPresent(value -> items.add(new Branch.Pair("mac", Scalar.text(value))));
    version.ifPresent(value -> items.add(new Branch.Pair("version", Scalar.text(value))));
    rule.ifPresent(
        value -> items.add(new Branch.Pair(value.kind().field(), Scalar.text(value.argument()))));
    if (macOnlyEncrypted) {
      items.add(new Branch.Pair("mac_only_encrypted", Scalar.bool(true, Span.NONE)));
    }
    items.addAll(unknown);
    return sorted(items);
  }

  private static void addKeyLists(
      List<Branch.Item> items, List<KeyEntry> group, boolean inKeyGroups) {
    for (KeyType type : KeyType.values()) {
      List<Node> entries = new ArrayList<>();
      for (KeyEntry key : group) {
        if (key.type() == type) {
          entries.add(sorted(key.fields().items()));
        }
      }
      // sops always writes these two inside a group, and the others where they hold something.
      boolean always = inKeyGroups && (type == KeyType.AGE || type == KeyType.HC_VAULT);
      if (!entries.isEmpty() || always) {
        items.add(new Branch.Pair(type.field(), new Sequence(entries)));
      }
    }
  }

  private static Branch sorted(List<Branch.Item> items) {
    List<Branch.Pair> pairs = new ArrayList<>(new Branch(items).pairs());
    pairs.sort(Comparator.comparing(Branch.Pair::key));
    return new Branch(List.copyOf(pairs));
  }
}
