package org.keytally.config;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keytally.config.Configuration.Accepted;
import org.keytally.config.Configuration.Person;
import org.keytally.config.Configuration.RuleSetting;
import org.keytally.config.Configuration.Vault;
import org.keytally.config.ConfigurationException.Problem;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads {@code .keytally.yaml}; {@code docs/configuration.md} says what may stand in it. All that
 * is wrong is reported at once, each with its line. Any bytes may be given: size, depth and aliases
 * are bounded, and every scalar is taken as the text it is written as.
 */
public final class ConfigurationReader {

  /** In bytes. */
  private static final int LARGEST = 1 << 20;

  private static final int DEEPEST = 20;
  private static final int MOST_COLLECTION_ALIASES = 50;
  private static final int MOST_PROBLEMS = 50;
  private static final int LONGEST_GLOB = 500;
  private static final int LONGEST_QUOTE = 60;

  private static final List<String> ROOT_KEYS =
      List.of(
          "clan-directory",
          "manifest",
          "machines",
          "people",
          "external",
          "rules",
          "exclude",
          "accepted",
          "vault",
          "test-identities");
  private static final List<String> PERSON_KEYS = List.of("users", "anchors", "bitwarden", "ssh");
  private static final List<String> VAULT_KEYS =
      List.of("items", "services", "ssh-files", "host-keys");

  /** A pattern with less text of its own would fit items that have nothing to do with ssh. */
  private static final int SHORTEST_ITEM = 3;

  private static final List<String> ACCEPTED_KEYS =
      List.of("rule", "fingerprint", "paths", "reason", "expires");
  private static final List<String> SEVERITIES = List.of("error", "warning", "info", "off");

  private final List<Problem> problems = new ArrayList<>();

  private ConfigurationReader() {}

  /**
   * The configuration that the file's bytes hold; empty ones are {@link Configuration#DEFAULT}.
   *
   * @throws ConfigurationException with all that makes it unusable
   */
  public static Configuration read(byte[] content) throws ConfigurationException {
    ConfigurationReader reader = new ConfigurationReader();
    Configuration configuration = reader.configuration(content);
    if (!reader.problems.isEmpty()) {
      throw new ConfigurationException(reader.problems);
    }
    return configuration;
  }

  /** The nodes of content that can be used; empty where nothing is written. */
  static Optional<Node> compose(byte[] content) {
    ConfigurationReader reader = new ConfigurationReader();
    Optional<String> text = reader.text(content);
    return text.isPresent() ? reader.compose(text.get()) : Optional.empty();
  }

  private Configuration configuration(byte[] content) {
    Optional<String> text = text(content);
    if (text.isEmpty()) {
      return Configuration.DEFAULT;
    }
    Optional<Node> root = compose(text.get());
    if (root.isEmpty() || isBlank(root.get())) {
      return Configuration.DEFAULT;
    }
    Map<String, Field> fields = fields(root.get(), FILE, ROOT_KEYS);
    Map<String, Person> people = people(fields.get("people"));
    Set<String> external = names(fields.get("external"));
    Set<String> machines = names(fields.get("machines"));
    requireDistinctOwners(people, external);
    return new Configuration(
        directory(fields.get("clan-directory")),
        file(fields.get("manifest")),
        people,
        machines,
        external,
        rules(fields.get("rules")),
        globs(fields.get("exclude")),
        accepted(fields.get("accepted")),
        vault(fields.get("vault")),
        names(fields.get("test-identities")));
  }

  private static final String FILE = Configuration.FILE_NAME;

  private Optional<String> text(byte[] content) {
    if (content.length > LARGEST) {
      problem(0, "the file is larger than 1 MiB");
      return Optional.empty();
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(content))
              .toString();
    } catch (CharacterCodingException e) {
      problem(0, "the file is not UTF-8 text");
      return Optional.empty();
    }
    int line = 1;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int character = text.codePointAt(i);
      if (character == '\n') {
        line++;
      } else if (!StreamReader.isPrintable(character)) {
        problem(line, "a control character stands here, which YAML does not allow");
        return Optional.empty();
      }
    }
    return Optional.of(text);
  }

  private Optional<Node> compose(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LARGEST);
    options.setNestingDepthLimit(DEEPEST);
    options.setMaxAliasesForCollections(MOST_COLLECTION_ALIASES);
    ParserImpl parser = new ParserImpl(new StreamReader(new StringReader(text)), options);
    try {
      return new TextComposer(parser, options).document();
    } catch (MarkedYAMLException e) {
      @Nullable Mark mark = e.getProblemMark();
      @Nullable String reason = e.getProblem();
      problem(
          mark == null ? 0 : mark.getLine() + 1,
          "not valid YAML" + (reason == null ? "" : ": " + printable(reason)));
    } catch (YAMLException e) {
      problem(0, "not usable as YAML: it is nested too deeply or uses too many aliases");
    } catch (NumberFormatException e) {
      // What SnakeYAML's scanner says of "\UFFFFFFFF" and of an escape cut off at the end.
      problem(0, "not valid YAML: an escape in double quotes is damaged");
    }
    return Optional.empty();
  }

  private Map<String, Person> people(@Nullable Field field) {
    Map<String, Person> people = new LinkedHashMap<>();
    if (field == null) {
      return people;
    }
    for (Field person : entries(field.value(), "people")) {
      Map<String, Field> fields = fields(person.value(), "person " + person.name(), PERSON_KEYS);
      @Nullable Field users = fields.get("users");
      people.put(
          person.name(),
          new Person(
              person.name(),
              users == null ? List.of(person.name()) : List.copyOf(names(users)),
              List.copyOf(names(fields.get("anchors"))),
              string(fields.get("bitwarden")),
              sshKey(fields.get("ssh")),
              person.line()));
    }
    return people;
  }

  private Vault vault(@Nullable Field field) {
    if (field == null) {
      return Vault.USUAL;
    }
    Map<String, Field> fields = fields(field.value(), "vault", VAULT_KEYS);
    @Nullable Field items = fields.get("items");
    Optional<String> pattern = string(items);
    if (items != null && pattern.isPresent() && !isItemPattern(pattern.get())) {
      problem(
          line(items.value()),
          "items: a pattern as in sops-NAME-ssh is expected, with NAME once and at least "
              + SHORTEST_ITEM
              + " characters before or after it, not "
              + quoted(pattern.get()));
    }
    @Nullable Field sshFiles = fields.get("ssh-files");
    Optional<String> paths = file(sshFiles);
    if (sshFiles != null && paths.isPresent() && !hasNameOnce(paths.get())) {
      problem(
          line(sshFiles.value()),
          "ssh-files: a path as in keys/NAME.pub is expected, with NAME once, not "
              + quoted(paths.get()));
    }
    return new Vault(
        pattern.orElse(Vault.USUAL.items()),
        names(fields.get("services")),
        paths,
        file(fields.get("host-keys")));
  }

  private static boolean isItemPattern(String text) {
    int at = text.indexOf(Vault.NAME);
    return hasNameOnce(text)
        && Math.max(at, text.length() - at - Vault.NAME.length()) >= SHORTEST_ITEM;
  }

  private static boolean hasNameOnce(String text) {
    int at = text.indexOf(Vault.NAME);
    return at >= 0 && text.indexOf(Vault.NAME, at + 1) < 0;
  }

  /** A user or anchor belongs to one person: otherwise nobody could say whose key is whose. */
  private void requireDistinctOwners(Map<String, Person> people, Set<String> external) {
    Map<String, String> userOwners = new HashMap<>();
    Map<String, String> anchorOwners = new HashMap<>();
    for (Person person : people.values()) {
      for (String user : person.users()) {
        @Nullable String other = userOwners.put(user, person.name());
        if (other != null) {
          problem(
              person.line(),
              "user " + quoted(user) + " is already one of person " + quoted(other) + "'s");
        }
      }
      for (String anchor : person.anchors()) {
        @Nullable String other = anchorOwners.put(anchor, person.name());
        if (other != null) {
          problem(
              person.line(),
              "anchor " + quoted(anchor) + " is already one of person " + quoted(other) + "'s");
        } else if (external.contains(anchor)) {
          problem(
              person.line(),
              "anchor "
                  + quoted(anchor)
                  + " cannot be both person "
                  + quoted(person.name())
                  + "'s and external");
        }
      }
    }
  }

  private Map<String, RuleSetting> rules(@Nullable Field field) {
    Map<String, RuleSetting> rules = new LinkedHashMap<>();
    if (field == null) {
      return rules;
    }
    for (Field rule : entries(field.value(), "rules")) {
      Optional<String> text = string(rule);
      if (text.isEmpty()) {
        continue;
      }
      Optional<Severity> severity = severity(text.get());
      if (severity.isPresent()) {
        rules.put(rule.name(), new RuleSetting(severity.get(), rule.line()));
      } else {
        problem(
            line(rule.value()),
            "rule "
                + quoted(rule.name())
                + ": a severity is one of error, warning, info, off, not "
                + quoted(text.get())
                + didYouMean(text.get(), SEVERITIES));
      }
    }
    return rules;
  }

  private static Optional<Severity> severity(String text) {
    return switch (text) {
      case "error" -> Optional.of(Severity.ERROR);
      case "warning" -> Optional.of(Severity.WARNING);
      case "info" -> Optional.of(Severity.INFO);
      case "off" -> Optional.of(Severity.OFF);
      default -> Optional.empty();
    };
  }

  private List<PathGlob> globs(@Nullable Field field) {
    List<PathGlob> globs = new ArrayList<>();
    if (field == null) {
      return globs;
    }
    for (Node element : elements(field)) {
      Optional<String> glob = string(element, "exclude");
      if (glob.isEmpty()) {
        continue;
      }
      String text = glob.get();
      if (text.startsWith("!")) {
        problem(line(element), "exclude: patterns that begin with ! are not supported");
      } else if (text.indexOf('\\') >= 0) {
        problem(line(element), "exclude: folders are parted by /, and \\ has no meaning");
      } else if (text.length() > LONGEST_GLOB) {
        problem(line(element), "exclude: a pattern has at most " + LONGEST_GLOB + " characters");
      } else {
        globs.add(new PathGlob(text));
      }
    }
    return globs;
  }

  private List<Accepted> accepted(@Nullable Field field) {
    List<Accepted> accepted = new ArrayList<>();
    if (field == null) {
      return accepted;
    }
    Map<List<String>, Integer> known = new HashMap<>();
    for (Node element : elements(field)) {
      Map<String, Field> fields = fields(element, "accepted", ACCEPTED_KEYS);
      int line = line(element);
      if (element.getNodeId() == NodeId.mapping) {
        for (String key : ACCEPTED_KEYS) {
          if (!key.equals("paths") && !fields.containsKey(key)) {
            problem(line, "accepted: " + key + " is missing");
          }
        }
      }
      Optional<String> rule = string(fields.get("rule"));
      Optional<String> fingerprint = string(fields.get("fingerprint"));
      Optional<String> reason = string(fields.get("reason"));
      Set<String> paths = names(fields.get("paths"));
      Optional<LocalDate> expires = date(fields.get("expires"));
      if (rule.isPresent()
          && fingerprint.isPresent()
          && reason.isPresent()
          && expires.isPresent()) {
        @Nullable Integer first = known.put(List.of(rule.get(), fingerprint.get()), line);
        if (first != null) {
          problem(line, "accepted: this finding is already accepted in line " + first);
        }
        accepted.add(
            new Accepted(
                rule.get(),
                fingerprint.get(),
                List.copyOf(paths),
                reason.get(),
                expires.get(),
                line));
      }
    }
    return accepted;
  }

  private Optional<LocalDate> date(@Nullable Field field) {
    Optional<String> text = string(field);
    if (text.isEmpty() || field == null) {
      return Optional.empty();
    }
    Optional<LocalDate> date = date(text.get());
    if (date.isEmpty()) {
      problem(
          line(field.value()),
          field.name() + ": " + quoted(text.get()) + " is no date such as 2026-12-31");
    }
    return date;
  }

  private static Optional<LocalDate> date(String text) {
    if (text.length() != 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      boolean digit = text.charAt(i) >= '0' && text.charAt(i) <= '9';
      if (!digit && i != 4 && i != 7) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(
          LocalDate.of(
              Integer.parseInt(text.substring(0, 4)),
              Integer.parseInt(text.substring(5, 7)),
              Integer.parseInt(text.substring(8))));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Optional<String> sshKey(@Nullable Field field) {
    Optional<String> text = string(field);
    if (text.isPresent() && field != null && !text.get().startsWith("ssh-")) {
      problem(
          line(field.value()),
          "ssh: a public key as in \"ssh-ed25519 AAAA…\" is expected, not " + quoted(text.get()));
      return Optional.empty();
    }
    return text;
  }

  /** A folder of the repository, without slashes at its ends; empty for the root. */
  private Optional<String> directory(@Nullable Field field) {
    Optional<String> text = string(field);
    if (text.isEmpty() || field == null) {
      return Optional.empty();
    }
    StringBuilder path = new StringBuilder();
    for (String name : text.get().split("/", -1)) {
      if (!name.isEmpty() && !name.equals(".")) {
        path.append(path.length() == 0 ? "" : "/").append(name);
      }
    }
    if (text.get().startsWith("/") || hasParentStep(text.get())) {
      problem(
          line(field.value()),
          field.name() + ": a path inside the repository is expected, not " + quoted(text.get()));
      return Optional.empty();
    }
    return Optional.of(path.toString());
  }

  private static boolean hasParentStep(String path) {
    return path.equals("..")
        || path.startsWith("../")
        || path.endsWith("/..")
        || path.contains("/../");
  }

  private Optional<String> file(@Nullable Field field) {
    Optional<String> path = directory(field);
    if (field != null && path.isPresent() && path.get().isEmpty()) {
      problem(line(field.value()), field.name() + ": a file is expected, not the repository root");
    }
    return path;
  }

  /** A list of names without repetition. */
  private Set<String> names(@Nullable Field field) {
    Set<String> names = new LinkedHashSet<>();
    if (field == null) {
      return names;
    }
    for (Node element : elements(field)) {
      Optional<String> name = string(element, field.name());
      if (name.isPresent() && !names.add(name.get())) {
        problem(line(element), field.name() + ": " + quoted(name.get()) + " stands here twice");
      }
    }
    return names;
  }

  private List<Node> elements(Field field) {
    if (isBlank(field.value())) {
      return List.of();
    }
    if (field.value().getNodeId() != NodeId.sequence || !field.value().getTag().equals(Tag.SEQ)) {
      problem(
          line(field.value()),
          field.name() + ": a list is expected, as in " + field.name() + ": [one, another]");
      return List.of();
    }
    return ((SequenceNode) field.value()).getValue();
  }

  private Optional<String> string(@Nullable Field field) {
    return field == null ? Optional.empty() : string(field.value(), field.name());
  }

  private Optional<String> string(Node node, String where) {
    if (node.getNodeId() != NodeId.scalar || !node.getTag().equals(Tag.STR)) {
      problem(line(node), where + ": text is expected here");
      return Optional.empty();
    }
    String text = ((ScalarNode) node).getValue();
    if (text.isBlank()) {
      problem(line(node), where + ": this is empty");
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        problem(line(node), where + ": control characters and line breaks are not allowed here");
        return Optional.empty();
      }
    }
    return Optional.of(text);
  }

  /** The fields of a mapping whose keys are fixed. */
  private Map<String, Field> fields(Node node, String where, List<String> known) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Field field : entries(node, where)) {
      if (known.contains(field.name())) {
        fields.put(field.name(), field);
      } else {
        problem(
            field.line(),
            "unknown key "
                + quoted(field.name())
                + (where.equals(FILE) ? "" : " in " + printable(where))
                + didYouMean(field.name(), known));
      }
    }
    return fields;
  }

  /** The entries of a mapping; of equal keys only the first. */
  private List<Field> entries(Node node, String where) {
    if (isBlank(node)) {
      return List.of();
    }
    if (node.getNodeId() != NodeId.mapping || !node.getTag().equals(Tag.MAP)) {
      problem(line(node), printable(where) + ": keys with values are expected, as in key: value");
      return List.of();
    }
    List<Field> entries = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      Optional<String> name = string(tuple.getKeyNode(), "a key in " + printable(where));
      if (name.isEmpty()) {
        continue;
      }
      int line = line(tuple.getKeyNode());
      @Nullable Integer first = lines.putIfAbsent(name.get(), line);
      if (first == null) {
        entries.add(new Field(name.get(), line, tuple.getValueNode()));
      } else {
        problem(line, "key " + quoted(name.get()) + " stands already in line " + first);
      }
    }
    return entries;
  }

  /** Whether nothing is written: all entries may be commented out. */
  private static boolean isBlank(Node node) {
    return node.getNodeId() == NodeId.scalar
        && ((ScalarNode) node).isPlain()
        && ((ScalarNode) node).getValue().isEmpty();
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private void problem(int line, String message) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(new Problem(line, message));
    } else if (problems.size() == MOST_PROBLEMS) {
      problems.add(new Problem(0, "and more problems"));
    }
  }

  private static String didYouMean(String word, List<String> known) {
    Optional<String> nearest = Nearest.to(word, known);
    if (nearest.isPresent()) {
      return "; did you mean " + nearest.get() + "?";
    }
    return known == SEVERITIES ? "" : "; known keys: " + String.join(", ", known);
  }

  private static String quoted(String text) {
    return "\"" + printable(text) + "\"";
  }

  /** Short, and without characters that a terminal would obey. */
  private static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length() && i < LONGEST_QUOTE; i++) {
      char character = text.charAt(i);
      shown.append(Character.isISOControl(character) ? '\uFFFD' : character);
    }
    return text.length() > LONGEST_QUOTE ? shown.append('…').toString() : shown.toString();
  }

  /**
   * One entry of a mapping.
   *
   * @param line of the key
   */
  private record Field(String name, int line, Node value) {}
}
