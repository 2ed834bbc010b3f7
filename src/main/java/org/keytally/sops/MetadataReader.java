package org.keytally.sops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Understands sops metadata of any version, whatever store it came from (sops-file-format 2), and
 * reports what sops would refuse.
 */
final class MetadataReader {

  private final MetadataNode.Mapping metadata;
  private final ProblemList problems;
  private final RecipientPool pool;
  private final WrappedKeyVisitor visitor;

  MetadataReader(
      MetadataNode.Mapping metadata,
      ProblemList problems,
      RecipientPool pool,
      WrappedKeyVisitor visitor) {
    this.metadata = metadata;
    this.problems = problems;
    this.pool = pool;
    this.visitor = visitor;
  }

  /**
   * Whether a mapping called {@code sops} is sops metadata, whole or damaged, and not data of
   * another program.
   */
  static boolean isMetadata(MetadataNode.Mapping mapping) {
    Map<String, MetadataNode> entries = mapping.entries();
    if (entries.containsKey("mac") || entries.containsKey("lastmodified")) {
      return true;
    }
    for (KeyType type : KeyType.values()) {
      if (entries.get(type.field()) instanceof MetadataNode.Sequence list) {
        for (MetadataNode item : list.items()) {
          if (item instanceof MetadataNode.Mapping entry && entry.entries().containsKey("enc")) {
            return true;
          }
        }
      }
    }
    return entries.get("key_groups") instanceof MetadataNode.Sequence;
  }

  /** The file that the metadata tells of, with the problems found so far. */
  SopsFile read(Format format, LeafAudit audit, byte[] content) {
    Optional<String> version = version();
    Optional<String> lastModified = lastModified();
    mac();
    judgeLeaves(format, audit, content);
    List<List<MasterKey>> groups = groups();
    int threshold = threshold();
    if (groups.size() > 1 && threshold > groups.size()) {
      bad(metadata.line(), "shamir_threshold asks for more key groups than there are");
    }
    return new SopsFile(
        format, groups, threshold, version, lastModified, audit.ciphertext(), problems.toList());
  }

  private void bad(int line, String message) {
    problems.add(SopsProblem.Kind.BAD_METADATA, line, message);
  }

  /** The text of a field; absent where it is missing, null, or no scalar (a problem). */
  private Optional<String> text(MetadataNode.Mapping mapping, String field) {
    MetadataNode node = mapping.entries().get(field);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof MetadataNode.Scalar scalar) {
      return scalar.kind() == MetadataNode.Kind.NULL
          ? Optional.empty()
          : Optional.of(scalar.text());
    }
    bad(node.line(), field + " is not text");
    return Optional.empty();
  }

  private int lineOf(String field) {
    MetadataNode node = metadata.entries().get(field);
    return node == null ? metadata.line() : node.line();
  }

  private Optional<String> version() {
    Optional<String> version = text(metadata, "version");
    if (version.isEmpty() || version.get().isEmpty()) {
      bad(lineOf("version"), "the metadata names no version");
      return Optional.empty();
    }
    if (!isVersion(version.get())) {
      bad(lineOf("version"), "version is not of the form MAJOR.MINOR.PATCH");
    }
    return Optional.of(pool.share(version.get()));
  }

  /** Three numbers, or two as the Python versions wrote; a leading v is tolerated. */
  static boolean isVersion(String text) {
    int at = text.startsWith("v") ? 1 : 0;
    int numbers = 0;
    while (true) {
      int from = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      if (at == from) {
        return false;
      }
      numbers++;
      if (at == text.length()) {
        break;
      }
      char next = text.charAt(at);
      if (numbers == 3 && (next == '-' || next == '+')) {
        return true;
      }
      if (next != '.' || numbers == 3) {
        return false;
      }
      at++;
    }
    return numbers == 3 || (numbers == 2 && (text.startsWith("0.") || text.startsWith("1.")));
  }

  private Optional<String> lastModified() {
    Optional<String> time = text(metadata, "lastmodified");
    if (time.isEmpty()) {
      bad(metadata.line(), "the metadata has no lastmodified");
    } else if (!isTimestamp(time.get())) {
      bad(lineOf("lastmodified"), "lastmodified is not a time of RFC 3339");
    }
    return time;
  }

  /** Whether the text has the shape of RFC 3339, section 5.6. */
  static boolean isTimestamp(String text) {
    String shape = "dddd-dd-ddTdd:dd:dd";
    if (text.length() <= shape.length()) {
      return false;
    }
    for (int i = 0; i < shape.length(); i++) {
      char wanted = shape.charAt(i);
      char c = text.charAt(i);
      boolean fits =
          switch (wanted) {
            case 'd' -> c >= '0' && c <= '9';
            case 'T' -> c == 'T' || c == 't';
            default -> c == wanted;
          };
      if (!fits) {
        return false;
      }
    }
    int at = shape.length();
    if (text.charAt(at) == '.') {
      at++;
      int from = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      if (at == from) {
        return false;
      }
    }
    String zone = text.substring(at);
    if (zone.equals("Z") || zone.equals("z")) {
      return true;
    }
    return zone.length() == 6
        && (zone.charAt(0) == '+' || zone.charAt(0) == '-')
        && zone.charAt(3) == ':'
        && isDigits(zone, 1, 3)
        && isDigits(zone, 4, 6);
  }

  private static boolean isDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return to > from;
  }

  private void mac() {
    Optional<String> mac = text(metadata, "mac");
    if (mac.isEmpty() || mac.get().isEmpty()) {
      problems.add(
          SopsProblem.Kind.NO_MAC, lineOf("mac"), "the metadata has no MAC, so sops refuses it");
      return;
    }
    Optional<String> fault = EncryptedText.fault(mac.get());
    if (fault.isPresent()) {
      bad(lineOf("mac"), "the MAC " + fault.get());
    }
  }

  /** The rule that says what is encrypted; absent where several do. */
  private Optional<SelectionRule> selection() {
    Optional<SelectionRule> found = Optional.empty();
    for (SelectionRule.Kind kind : SelectionRule.Kind.values()) {
      Optional<String> argument = text(metadata, kind.field());
      if (argument.isPresent() && !argument.get().isEmpty()) {
        if (found.isPresent()) {
          bad(
              lineOf(kind.field()),
              "both "
                  + found.get().kind().field()
                  + " and "
                  + kind.field()
                  + " are given, of which sops takes one");
          return Optional.empty();
        }
        found = Optional.of(new SelectionRule(kind, argument.get()));
      }
    }
    return found.isPresent() ? found : Optional.of(SelectionRule.DEFAULT);
  }

  private void judgeLeaves(Format format, LeafAudit audit, byte[] content) {
    Optional<SelectionRule> rule = selection();
    if (format == Format.BINARY) {
      audit.judgeWithoutSelection();
    } else if (rule.isPresent()) {
      SelectionRule.Selection selection = rule.get().selection();
      if (selection.looksAtComments()) {
        CommentAudit.judge(format, content, rule.get(), problems);
      } else {
        audit.judge(selection);
      }
    }
  }

  private int threshold() {
    Optional<String> text = text(metadata, "shamir_threshold");
    if (text.isEmpty() || text.get().isEmpty()) {
      return 0;
    }
    String digits = text.get();
    int point = digits.indexOf('.');
    if (point > 0 && digits.substring(point + 1).replace("0", "").isEmpty()) {
      // Versions up to 3.10 wrote 2.000000 into INI files.
      digits = digits.substring(0, point);
    }
    if (digits.length() > 5 || !isDigits(digits, 0, digits.length())) {
      bad(lineOf("shamir_threshold"), "shamir_threshold is not a small number");
      return 0;
    }
    return Integer.parseInt(digits);
  }

  private List<List<MasterKey>> groups() {
    List<MasterKey> single = group(metadata);
    MetadataNode listed = metadata.entries().get("key_groups");
    List<List<MasterKey>> groups = new ArrayList<>(1);
    if (!single.isEmpty()) {
      if (listed instanceof MetadataNode.Sequence list && !list.items().isEmpty()) {
        bad(list.line(), "key_groups is ignored by sops because keys stand beside it");
      }
      groups.add(pool.shareKeys(single));
      return groups;
    }
    if (listed instanceof MetadataNode.Sequence list) {
      for (MetadataNode item : list.items()) {
        if (item instanceof MetadataNode.Mapping mapping) {
          List<MasterKey> group = group(mapping);
          if (group.isEmpty()) {
            problems.add(SopsProblem.Kind.NO_KEYS, mapping.line(), "a key group has no key");
          }
          groups.add(group);
        } else {
          bad(item.line(), "an entry of key_groups is not a mapping");
        }
      }
    } else if (listed != null && !isNull(listed)) {
      bad(listed.line(), "key_groups is not a list");
    }
    boolean any = false;
    for (List<MasterKey> group : groups) {
      any |= !group.isEmpty();
    }
    if (!any) {
      problems.add(
          SopsProblem.Kind.NO_KEYS, metadata.line(), "no key is named, so nobody can decrypt it");
    }
    return groups;
  }

  private static boolean isNull(MetadataNode node) {
    return node instanceof MetadataNode.Scalar scalar
        && (scalar.kind() == MetadataNode.Kind.NULL || scalar.text().isEmpty());
  }

  private static @Nullable KeyType typeOf(String field) {
    for (KeyType type : KeyType.values()) {
      if (type.field().equals(field)) {
        return type;
      }
    }
    return null;
  }

  /** The keys of one group in file order. */
  private List<MasterKey> group(MetadataNode.Mapping mapping) {
    List<MasterKey> keys = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, MetadataNode> field : mapping.entries().entrySet()) {
      KeyType type = typeOf(field.getKey());
      MetadataNode node = field.getValue();
      if (type == null || isNull(node)) {
        continue;
      }
      if (!(node instanceof MetadataNode.Sequence list)) {
        bad(node.line(), field.getKey() + " is not a list of keys");
        continue;
      }
      for (MetadataNode item : list.items()) {
        if (item instanceof MetadataNode.Mapping entry) {
          key(type, entry, keys, seen);
        } else {
          bad(item.line(), "an entry of " + field.getKey() + " is not a mapping");
        }
      }
    }
    return keys;
  }

  private void key(
      KeyType type, MetadataNode.Mapping entry, List<MasterKey> keys, Set<String> seen) {
    String identifier = identifier(type, entry);
    if (identifier.isEmpty()) {
      bad(entry.line(), "an entry of " + type.field() + " does not name its key");
      return;
    }
    identifier = pool.share(identifier);
    keys.add(new MasterKey(type, identifier, entry.line()));
    Optional<String> recipient = Optional.of(identifier);
    if (!seen.add(type.field() + ' ' + identifier.trim())) {
      problems.add(
          SopsProblem.Kind.DUPLICATE_RECIPIENT,
          entry.line(),
          recipient,
          "the key stands more than once in the list " + type.field());
    }
    if (type != KeyType.AGE && text(entry, "created_at").isEmpty()) {
      bad(
          entry.line(),
          "an entry of "
              + type.field()
              + " has no created_at, without which sops refuses the file");
    }
    Optional<String> wrapped = text(entry, "enc");
    visitor.wrapped(type, identifier, wrapped.isPresent() ? wrapped.get().strip() : "");
    Optional<String> fault =
        wrapped.isEmpty() || wrapped.get().isBlank()
            ? Optional.of("holds no wrapped data key")
            : WrappedKey.fault(type, identifier, wrapped.get(), pool);
    if (fault.isPresent()) {
      problems.add(
          SopsProblem.Kind.BAD_WRAPPED_KEY,
          entry.line(),
          recipient,
          "the entry " + fault.get() + ", so its owner cannot decrypt the file");
    }
  }

  private String identifier(KeyType type, MetadataNode.Mapping entry) {
    return switch (type) {
      case AGE -> text(entry, "recipient").orElse("");
      case PGP -> text(entry, "fp").orElse("");
      case KMS ->
          KmsIdentity.text(
              text(entry, "arn").orElse(""),
              text(entry, "role").orElse(""),
              context(entry),
              text(entry, "aws_profile").orElse(""));
      case GCP_KMS -> text(entry, "resource_id").orElse("");
      case HCKMS -> text(entry, "key_id").orElse("");
      case AZURE_KV -> joined(entry, "vault_url", "/keys/", "name", "/", "version");
      case HC_VAULT -> joined(entry, "vault_address", "/v1/", "engine_path", "/keys/", "key_name");
    };
  }

  private Map<String, String> context(MetadataNode.Mapping entry) {
    Map<String, String> context = new HashMap<>();
    if (entry.entries().get("context") instanceof MetadataNode.Mapping mapping) {
      for (String name : mapping.entries().keySet()) {
        context.put(name, text(mapping, name).orElse(""));
      }
    }
    return context;
  }

  private String joined(
      MetadataNode.Mapping entry,
      String first,
      String between,
      String second,
      String then,
      String third) {
    Optional<String> start = text(entry, first);
    Optional<String> middle = text(entry, second);
    if (start.isEmpty() || middle.isEmpty()) {
      return "";
    }
    return start.get() + between + middle.get() + then + text(entry, third).orElse("");
  }
}
