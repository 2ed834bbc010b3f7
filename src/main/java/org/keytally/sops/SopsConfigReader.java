package org.keytally.sops;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code .sops.yaml} (sops-file-format 9). Never fails: what sops would refuse or misread is
 * part of the answer, and the rest is still read.
 */
public final class SopsConfigReader {

  private static final int MAX_KEYS = 200_000;
  private static final int MAX_GROUP_DEPTH = 50;
  private static final int MAX_PROBLEMS = 100;

  /** Of all expressions of a file: each path of the repository is compared with each of them. */
  private static final int MOST_STATES = 100_000;

  private final List<SopsConfig.Problem> problems = new ArrayList<>();
  private int keys;
  private int states;

  private SopsConfigReader() {}

  /**
   * Reads one file.
   *
   * @param path relative to the repository root
   */
  public static SopsConfig read(String path, byte[] content) {
    return new SopsConfigReader().config(path, content);
  }

  private SopsConfig config(String path, byte[] content) {
    ConfigTree tree = new ConfigTree(problems);
    List<CreationRule> rules = new ArrayList<>();
    try {
      Optional<ConfigNode.Use> root = tree.read(content);
      if (root.isPresent()) {
        rules(root.get(), rules);
      }
    } catch (MalformedStoreException e) {
      int marker = Sniffer.mergeMarkerLine(content);
      if (marker > 0) {
        bad(marker, "git's conflict markers stand in the text");
      } else {
        bad(e.line(), e.reason());
      }
    }
    return new SopsConfig(
        path,
        tree.anchors(),
        rules,
        problems.size() > MAX_PROBLEMS ? problems.subList(0, MAX_PROBLEMS) : problems);
  }

  private void bad(int line, String message) {
    problems.add(new SopsConfig.Problem(line, message, true));
  }

  private void mild(int line, String message) {
    problems.add(new SopsConfig.Problem(line, message, false));
  }

  private void rules(ConfigNode.Use root, List<CreationRule> rules) throws MalformedStoreException {
    if (!(root.node() instanceof ConfigNode.Fields fields)) {
      if (!isNull(root)) {
        bad(root.line(), "the file is not a mapping");
      }
      return;
    }
    Optional<ConfigNode.Use> listed = fields.use("creation_rules");
    if (listed.isEmpty() || isNull(listed.get())) {
      return;
    }
    if (!(listed.get().node() instanceof ConfigNode.Items items)) {
      bad(listed.get().line(), "creation_rules is not a list");
      return;
    }
    for (ConfigNode.Use item : items.uses()) {
      if (item.node() instanceof ConfigNode.Fields rule) {
        Optional<CreationRule> read = rule(rule, item.line());
        if (read.isPresent()) {
          rules.add(read.get());
        }
      } else {
        bad(item.line(), "an entry of creation_rules is not a mapping");
      }
    }
  }

  private static boolean isNull(ConfigNode.Use use) {
    return use.node() instanceof ConfigNode.Text text && text.isNull();
  }

  private Optional<CreationRule> rule(ConfigNode.Fields rule, int line)
      throws MalformedStoreException {
    fieldNames(rule);
    List<List<RuleKey>> groups = groups(rule);
    boolean any = false;
    for (List<RuleKey> group : groups) {
      any |= !group.isEmpty();
    }
    if (!any) {
      bad(line, "the rule names no key, so sops cannot encrypt what it matches");
    }
    Optional<ConfigNode.Use> expression = rule.use("path_regex");
    String regex = "";
    if (expression.isPresent() && !isNull(expression.get())) {
      if (!(expression.get().node() instanceof ConfigNode.Text text)) {
        bad(expression.get().line(), "path_regex is not text");
        return Optional.empty();
      }
      regex = text.value();
    }
    Optional<Pattern> pattern = Optional.empty();
    if (!regex.isEmpty()) {
      try {
        states += Expressions.size(regex);
        if (states > MOST_STATES) {
          throw new PatternSyntaxException("more than any .sops.yaml needs together", "");
        }
        pattern = Optional.of(Expressions.compile(regex));
      } catch (PatternSyntaxException e) {
        bad(
            expression.isPresent() ? expression.get().line() : line,
            "path_regex is not a regular expression of RE2: " + e.getDescription());
        return Optional.empty();
      }
    }
    return Optional.of(new CreationRule(pattern, groups, threshold(rule), line));
  }

  private void fieldNames(ConfigNode.Fields rule) {
    String selection = "";
    for (Map.Entry<String, ConfigNode.Field> field : rule.byName().entrySet()) {
      String name = field.getKey();
      int line = field.getValue().line();
      switch (name) {
        case "path_regex",
            "age",
            "pgp",
            "kms",
            "gcp_kms",
            "hckms",
            "azure_keyvault",
            "hc_vault_transit_uri",
            "aws_profile",
            "key_groups",
            "shamir_threshold",
            "mac_only_encrypted" -> {}
        case "unencrypted_suffix",
            "encrypted_suffix",
            "unencrypted_regex",
            "encrypted_regex",
            "unencrypted_comment_regex",
            "encrypted_comment_regex" -> {
          if (field.getValue().use().node() instanceof ConfigNode.Text text
              && !text.value().isEmpty()
              && !text.isNull()) {
            if (!selection.isEmpty()) {
              bad(line, "both " + selection + " and " + name + " are given; sops takes one");
            }
            selection = name;
          }
        }
        case "filename_regex" ->
            mild(
                line,
                rule.byName().containsKey("path_regex")
                    ? "sops ignores filename_regex"
                    : "sops ignores filename_regex, so that this rule matches every file");
        default -> mild(line, "sops does not know the field " + name + " and ignores it");
      }
    }
  }

  private int threshold(ConfigNode.Fields rule) {
    Optional<ConfigNode.Use> threshold = rule.use("shamir_threshold");
    if (threshold.isEmpty() || isNull(threshold.get())) {
      return 0;
    }
    if (threshold.get().node() instanceof ConfigNode.Text text) {
      String digits = text.value();
      boolean number = !digits.isEmpty() && digits.length() <= 5;
      for (int i = 0; i < digits.length() && number; i++) {
        number = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
      }
      if (number) {
        return Integer.parseInt(digits);
      }
    }
    bad(threshold.get().line(), "shamir_threshold is not a small number");
    return 0;
  }

  private List<List<RuleKey>> groups(ConfigNode.Fields rule) throws MalformedStoreException {
    List<List<RuleKey>> groups = new ArrayList<>(1);
    Optional<ConfigNode.Use> listed = rule.use("key_groups");
    if (listed.isPresent() && !isNull(listed.get())) {
      if (!(listed.get().node() instanceof ConfigNode.Items items)) {
        bad(listed.get().line(), "key_groups is not a list");
      } else if (!items.uses().isEmpty()) {
        for (ConfigNode.Use item : items.uses()) {
          List<RuleKey> group = new ArrayList<>();
          group(item, group, 1);
          groups.add(unique(group));
        }
        return groups;
      }
    }
    List<RuleKey> flat = new ArrayList<>();
    flat(rule, "age", KeyType.AGE, flat);
    flat(rule, "pgp", KeyType.PGP, flat);
    flat(rule, "kms", KeyType.KMS, flat);
    flat(rule, "gcp_kms", KeyType.GCP_KMS, flat);
    flat(rule, "hckms", KeyType.HCKMS, flat);
    flat(rule, "azure_keyvault", KeyType.AZURE_KV, flat);
    flat(rule, "hc_vault_transit_uri", KeyType.HC_VAULT, flat);
    groups.add(unique(flat));
    return groups;
  }

  private static List<RuleKey> unique(List<RuleKey> group) {
    Set<String> seen = new HashSet<>();
    List<RuleKey> unique = new ArrayList<>(group.size());
    for (RuleKey key : group) {
      if (seen.add(key.type().field() + ' ' + key.identifier())) {
        unique.add(key);
      }
    }
    return unique;
  }

  /** The keys beside {@code path_regex}: a comma-separated text, or a list of such. */
  private void flat(ConfigNode.Fields rule, String field, KeyType type, List<RuleKey> into)
      throws MalformedStoreException {
    Optional<ConfigNode.Use> use = rule.use(field);
    if (use.isEmpty() || isNull(use.get())) {
      return;
    }
    String profile = text(rule, "aws_profile");
    if (use.get().node() instanceof ConfigNode.Items items) {
      for (ConfigNode.Use item : items.uses()) {
        texts(type, item, true, profile, into);
      }
    } else {
      texts(type, use.get(), true, profile, into);
    }
  }

  private void group(ConfigNode.Use use, List<RuleKey> into, int depth)
      throws MalformedStoreException {
    if (depth > MAX_GROUP_DEPTH) {
      throw new MalformedStoreException(
          SopsProblem.Kind.TOO_LARGE, use.line(), "key groups merge each other too deeply");
    }
    count(use);
    if (!(use.node() instanceof ConfigNode.Fields group)) {
      if (!isNull(use)) {
        bad(use.line(), "a key group is not a mapping");
      }
      return;
    }
    for (Map.Entry<String, ConfigNode.Field> entry : group.byName().entrySet()) {
      if (entry.getKey().equals("merge")) {
        for (ConfigNode.Use item : list("merge", entry.getValue().use())) {
          group(item, into, depth + 1);
        }
      }
    }
    for (Map.Entry<String, ConfigNode.Field> entry : group.byName().entrySet()) {
      ConfigNode.Field field = entry.getValue();
      switch (entry.getKey()) {
        case "merge" -> {}
        case "age" -> keys("age", KeyType.AGE, field.use(), true, into);
        case "pgp" -> keys("pgp", KeyType.PGP, field.use(), false, into);
        case "hc_vault" -> keys("hc_vault", KeyType.HC_VAULT, field.use(), false, into);
        case "kms" -> records("kms", KeyType.KMS, field.use(), into);
        case "gcp_kms" -> records("gcp_kms", KeyType.GCP_KMS, field.use(), into);
        case "hckms" -> records("hckms", KeyType.HCKMS, field.use(), into);
        case "azure_keyvault" -> records("azure_keyvault", KeyType.AZURE_KV, field.use(), into);
        default ->
            mild(
                field.line(),
                "sops does not know the field "
                    + entry.getKey()
                    + " of a key group and ignores it");
      }
    }
  }

  private List<ConfigNode.Use> list(String field, ConfigNode.Use use) {
    if (use.node() instanceof ConfigNode.Items items) {
      return items.uses();
    }
    if (isNull(use)) {
      return List.of();
    }
    bad(use.line(), field + " is not a list");
    return List.of(use);
  }

  private void keys(
      String field, KeyType type, ConfigNode.Use use, boolean split, List<RuleKey> into)
      throws MalformedStoreException {
    for (ConfigNode.Use item : list(field, use)) {
      texts(type, item, split, "", into);
    }
  }

  private void texts(
      KeyType type, ConfigNode.Use use, boolean split, String profile, List<RuleKey> into)
      throws MalformedStoreException {
    count(use);
    if (use.node() instanceof ConfigNode.Items items) {
      bad(use.line(), "a list stands within the list of keys, which sops does not take apart");
      for (ConfigNode.Use item : items.uses()) {
        if (item.node() instanceof ConfigNode.Text) {
          texts(type, item, split, profile, into);
        }
      }
    } else if (!(use.node() instanceof ConfigNode.Text text)) {
      bad(use.line(), "an entry of the keys is not text");
    } else if (!text.isNull()) {
      String value = text.value();
      int from = 0;
      while (from <= value.length()) {
        int comma = split ? value.indexOf(',', from) : -1;
        int end = comma < 0 ? value.length() : comma;
        String part = value.substring(from, end).trim();
        if (type == KeyType.PGP) {
          part = part.replace(" ", "");
        } else if (type == KeyType.KMS) {
          part = KmsIdentity.text(part, "", Map.of(), profile);
        }
        if (!part.isEmpty()) {
          count(use);
          into.add(new RuleKey(type, part, use.anchor(), use.line()));
        }
        from = end + 1;
      }
    }
  }

  /** Keys of other services within a group, each a mapping. */
  private void records(String field, KeyType type, ConfigNode.Use use, List<RuleKey> into)
      throws MalformedStoreException {
    for (ConfigNode.Use item : list(field, use)) {
      count(item);
      if (!(item.node() instanceof ConfigNode.Fields fields)) {
        bad(item.line(), "an entry of " + field + " is not a mapping");
        continue;
      }
      String identifier =
          switch (type) {
            case KMS ->
                KmsIdentity.text(
                    text(fields, "arn"),
                    text(fields, "role"),
                    context(fields),
                    text(fields, "aws_profile"));
            case GCP_KMS -> text(fields, "resource_id");
            case HCKMS -> text(fields, "key_id");
            case AZURE_KV ->
                text(fields, "vaultUrl").isEmpty()
                    ? ""
                    : text(fields, "vaultUrl")
                        + "/keys/"
                        + text(fields, "key")
                        + '/'
                        + text(fields, "version");
            case HC_VAULT, PGP, AGE -> "";
          };
      if (identifier.isEmpty()) {
        bad(item.line(), "an entry of " + field + " does not name its key");
      } else {
        into.add(new RuleKey(type, identifier, item.anchor(), item.line()));
      }
    }
  }

  private static Map<String, String> context(ConfigNode.Fields fields) {
    Map<String, String> context = new HashMap<>();
    Optional<ConfigNode.Use> use = fields.use("context");
    if (use.isPresent() && use.get().node() instanceof ConfigNode.Fields pairs) {
      for (String name : pairs.byName().keySet()) {
        context.put(name, text(pairs, name));
      }
    }
    return context;
  }

  private static String text(ConfigNode.Fields fields, String name) {
    Optional<ConfigNode.Use> use = fields.use(name);
    return use.isPresent() && use.get().node() instanceof ConfigNode.Text text
        ? text.value().trim()
        : "";
  }

  private void count(ConfigNode.Use use) throws MalformedStoreException {
    if (++keys > MAX_KEYS) {
      throw new MalformedStoreException(
          SopsProblem.Kind.TOO_LARGE, use.line(), "names more keys than are read");
    }
  }
}
