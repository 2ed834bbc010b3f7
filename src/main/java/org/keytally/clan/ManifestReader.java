package org.keytally.clan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a manifest, schema {@code clan-manifest/1} (clan-repository 3.4). Members that it does not
 * know are passed over, so that a manifest of a newer release is still of use; one that stands
 * twice, or has another shape than the schema says, makes the manifest unusable. Time and memory
 * are linear in its size.
 */
public final class ManifestReader {

  /** In bytes; a fleet of a thousand machines has less. */
  public static final int LARGEST = 16 << 20;

  static final String SCHEMA = "clan-manifest/1";

  /** How many machines, generators, files and entries of lists there may be, all together. */
  private static final int MOST_ELEMENTS = 500_000;

  private static final int LONGEST_NAME = 255;
  private static final int HASH_LENGTH = 64;

  /** Of a machine about which Nix said nothing. */
  private static final Manifest.Settings UNKNOWN =
      new Manifest.Settings("sops", List.of(), Optional.empty());

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(50)
                  .maxStringLength(1 << 16)
                  .maxNameLength(1 << 12)
                  .maxNumberLength(100)
                  .build())
          .build();

  private final JsonParser parser;
  private final Map<String, String> texts = new HashMap<>();
  private int elements;

  private ManifestReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a manifest.
   *
   * @param content JSON of at most {@link #LARGEST} bytes
   * @throws ManifestException if it cannot be used
   */
  public static Manifest read(byte[] content) throws ManifestException {
    if (content.length > LARGEST) {
      throw new ManifestException(0, "is larger than " + (LARGEST >> 20) + " MiB");
    }
    int conflict = ConflictMarkers.line(content);
    if (conflict > 0) {
      throw new ManifestException(conflict, "has git conflict markers");
    }
    try (JsonParser parser = JSON.createParser(content)) {
      try {
        return new ManifestReader(parser).document();
      } catch (JsonProcessingException e) {
        // The parser's own message may quote the content, so only its position is used.
        boolean twice = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate");
        throw new ManifestException(
            Math.max(parser.currentLocation().getLineNr(), 0),
            twice ? "has a member twice" : "is not valid JSON, or nested too deeply");
      }
    } catch (IOException e) {
      throw new ManifestException(0, "is not valid JSON");
    }
  }

  private Manifest document() throws IOException, ManifestException {
    parser.nextToken();
    require(JsonToken.START_OBJECT, "the manifest", "an object");
    boolean known = false;
    Optional<Manifest.Source> source = Optional.empty();
    String clanDirectory = "";
    Map<String, List<String>> recipients = new HashMap<>();
    Optional<SortedMap<String, Manifest.Machine>> machines = Optional.empty();
    SortedMap<String, SortedMap<String, Manifest.Generator>> exports = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "schema" -> {
          if (!text(member).equals(SCHEMA)) {
            throw failure("\"schema\" is not \"" + SCHEMA + "\"");
          }
          known = true;
        }
        case "source" -> source = Optional.of(source());
        case "clanDirectory" -> clanDirectory = directory(text(member));
        case "recipients" -> recipients(recipients);
        case "machines" -> machines = Optional.of(machines());
        case "exports" -> exports(exports);
        default -> parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw failure("something follows after its end");
    }
    if (!known) {
      throw new ManifestException(1, "has no \"schema\"; it must be \"" + SCHEMA + "\"");
    }
    if (machines.isEmpty()) {
      throw new ManifestException(1, "has no \"machines\"");
    }
    return new Manifest(source, clanDirectory, recipients, machines.get(), exports);
  }

  private Manifest.Source source() throws IOException, ManifestException {
    require(JsonToken.START_OBJECT, "\"source\"", "an object");
    Optional<String> revision = Optional.empty();
    Optional<String> flakeLock = Optional.empty();
    Optional<String> nixFiles = Optional.empty();
    Optional<String> clanCore = Optional.empty();
    Optional<String> generatedAt = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "rev" -> revision = optionalText(member);
        case "flakeLock" -> flakeLock = optionalText(member);
        case "nixFiles" -> nixFiles = optionalText(member);
        case "clanCoreRev" -> clanCore = optionalText(member);
        case "generatedAt" -> generatedAt = optionalText(member);
        default -> parser.skipChildren();
      }
    }
    return new Manifest.Source(revision, flakeLock, nixFiles, clanCore, generatedAt);
  }

  private void recipients(Map<String, List<String>> recipients)
      throws IOException, ManifestException {
    require(JsonToken.START_OBJECT, "\"recipients\"", "an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      parser.nextToken();
      if (member.equals("default")) {
        recipients.put("", texts(member));
      } else if (member.equals("hosts")) {
        require(JsonToken.START_OBJECT, "\"hosts\"", "an object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String host = name(false);
          parser.nextToken();
          recipients.put(host, texts(host));
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private SortedMap<String, Manifest.Machine> machines() throws IOException, ManifestException {
    require(JsonToken.START_OBJECT, "\"machines\"", "an object");
    SortedMap<String, Manifest.Machine> machines = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = name(false);
      parser.nextToken();
      machines.put(name, machine(name));
    }
    return machines;
  }

  private Manifest.Machine machine(String name) throws IOException, ManifestException {
    int line = line();
    require(JsonToken.START_OBJECT, "machine " + name, "an object");
    Optional<String> machineClass = Optional.empty();
    List<String> tags = List.of();
    Optional<Manifest.Settings> settings = Optional.empty();
    Optional<SortedMap<String, Manifest.Generator>> generators = Optional.empty();
    Optional<String> error = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "machineClass" -> machineClass = optionalText(member);
        case "tags" -> tags = texts(member);
        case "settings" -> settings = Optional.of(settings());
        case "generators" -> generators = Optional.of(generators());
        case "evaluationError" -> error = optionalText(member);
        default -> parser.skipChildren();
      }
    }
    if (error.isPresent()) {
      return new Manifest.Machine(
          machineClass, tags, settings.orElse(UNKNOWN), new TreeMap<>(), error);
    }
    if (settings.isEmpty() || generators.isEmpty()) {
      throw new ManifestException(
          line, "machine " + name + " lacks \"settings\" or \"generators\"");
    }
    return new Manifest.Machine(machineClass, tags, settings.get(), generators.get(), error);
  }

  private Manifest.Settings settings() throws IOException, ManifestException {
    require(JsonToken.START_OBJECT, "\"settings\"", "an object");
    String secretStore = UNKNOWN.secretStore();
    List<String> groups = List.of();
    Optional<String> backend = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "secretStore" -> secretStore = text(member);
        case "defaultGroups" -> groups = texts(member);
        case "passBackend" -> backend = optionalText(member);
        default -> parser.skipChildren();
      }
    }
    return new Manifest.Settings(secretStore, groups, backend);
  }

  private void exports(SortedMap<String, SortedMap<String, Manifest.Generator>> exports)
      throws IOException, ManifestException {
    require(JsonToken.START_OBJECT, "\"exports\"", "an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String scope = name(false);
      parser.nextToken();
      SortedMap<String, Manifest.Generator> generators = generators();
      if (!generators.isEmpty()) {
        exports.put(scope, generators);
      }
    }
  }

  private SortedMap<String, Manifest.Generator> generators() throws IOException, ManifestException {
    require(JsonToken.START_OBJECT, "\"generators\"", "an object");
    SortedMap<String, Manifest.Generator> generators = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = name(false);
      parser.nextToken();
      generators.put(name, generator(name));
    }
    return generators;
  }

  private Manifest.Generator generator(String name) throws IOException, ManifestException {
    require(JsonToken.START_OBJECT, "generator " + name, "an object");
    boolean share = false;
    List<Manifest.Dependency> dependencies = List.of();
    Optional<String> hash = Optional.empty();
    SortedMap<String, Manifest.Prompt> prompts = new TreeMap<>();
    SortedMap<String, Manifest.File> files = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "share" -> share = flag(member);
        case "dependencies" -> dependencies = dependencies();
        case "validationHash" -> hash = hash();
        case "prompts" -> prompts = prompts();
        case "files" -> files = files();
        default -> parser.skipChildren();
      }
    }
    return new Manifest.Generator(share, dependencies, hash, prompts, files);
  }

  /** A list of names, or by any name the generator and its scope. */
  private List<Manifest.Dependency> dependencies() throws IOException, ManifestException {
    List<Manifest.Dependency> dependencies = new ArrayList<>();
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (String name : texts("dependencies")) {
        dependencies.add(new Manifest.Dependency(name, Optional.empty()));
      }
      return dependencies;
    }
    require(JsonToken.START_OBJECT, "\"dependencies\"", "a list or an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String generator = name(false);
      Optional<String> scope = Optional.empty();
      parser.nextToken();
      require(JsonToken.START_OBJECT, "dependency " + generator, "an object");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String member = parser.currentName();
        parser.nextToken();
        switch (member) {
          case "generator" -> generator = text(member);
          case "exportKey" -> scope = optionalText(member);
          default -> parser.skipChildren();
        }
      }
      dependencies.add(new Manifest.Dependency(generator, scope));
    }
    return dependencies;
  }

  private Optional<String> hash() throws IOException, ManifestException {
    Optional<String> hash = optionalText("validationHash");
    if (hash.isPresent() && !Hex.isDigits(hash.get(), HASH_LENGTH)) {
      throw failure("\"validationHash\" is not " + HASH_LENGTH + " hexadecimal digits");
    }
    return hash;
  }

  private SortedMap<String, Manifest.Prompt> prompts() throws IOException, ManifestException {
    require(JsonToken.START_OBJECT, "\"prompts\"", "an object");
    SortedMap<String, Manifest.Prompt> prompts = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = name(true);
      parser.nextToken();
      prompts.put(name, prompt(name));
    }
    return prompts;
  }

  private Manifest.Prompt prompt(String name) throws IOException, ManifestException {
    require(JsonToken.START_OBJECT, "prompt " + name, "an object");
    String type = Manifest.Prompt.USUAL_TYPE;
    boolean persist = false;
    Optional<String> description = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "type" -> type = text(member);
        case "persist" -> persist = flag(member);
        case "description" -> description = optionalText(member);
        default -> parser.skipChildren();
      }
    }
    return new Manifest.Prompt(type, persist, description);
  }

  private SortedMap<String, Manifest.File> files() throws IOException, ManifestException {
    require(JsonToken.START_OBJECT, "\"files\"", "an object");
    SortedMap<String, Manifest.File> files = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = name(true);
      parser.nextToken();
      files.put(name, file(name));
    }
    return files;
  }

  private Manifest.File file(String name) throws IOException, ManifestException {
    int line = line();
    require(JsonToken.START_OBJECT, "file " + name, "an object");
    Optional<Boolean> secret = Optional.empty();
    boolean deploy = true;
    List<String> deployTo = List.of();
    String neededFor = "services";
    Optional<String> owner = Optional.empty();
    Optional<String> group = Optional.empty();
    Optional<String> mode = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (member) {
        case "secret" -> secret = Optional.of(flag(member));
        case "deploy" -> {
          if (value == JsonToken.START_ARRAY) {
            deployTo = texts(member);
            deploy = !deployTo.isEmpty();
          } else {
            deploy = flag(member);
          }
        }
        case "neededFor" -> neededFor = text(member);
        case "owner" -> owner = optionalText(member);
        case "group" -> group = optionalText(member);
        case "mode" ->
            mode =
                value == JsonToken.VALUE_NUMBER_INT
                    ? Optional.of(share(parser.getText()))
                    : optionalText(member);
        default -> parser.skipChildren();
      }
    }
    if (secret.isEmpty()) {
      throw new ManifestException(line, "file " + name + " lacks \"secret\"");
    }
    return new Manifest.File(secret.get(), deploy, deployTo, neededFor, owner, group, mode);
  }

  /**
   * The name that the parser stands on. It becomes part of paths below the clan directory, so it
   * must not lead out of its folder.
   *
   * @param nested whether it may name folders, as files of generators do
   */
  private String name(boolean nested) throws IOException, ManifestException {
    String name = parser.currentName();
    count();
    int start = 0;
    boolean sound = name.length() <= LONGEST_NAME && (nested || name.indexOf('/') < 0);
    while (sound && start <= name.length()) {
      int slash = name.indexOf('/', start);
      int end = slash < 0 ? name.length() : slash;
      String part = name.substring(start, end);
      sound = !part.isEmpty() && !part.equals(".") && !part.equals("..") && part.indexOf(0) < 0;
      start = end + 1;
    }
    if (!sound) {
      throw failure("has a name that cannot be one of a file or folder");
    }
    return share(name);
  }

  /** A folder relative to the flake root, without slashes around it. */
  private String directory(String text) throws ManifestException {
    if (text.isEmpty() || text.equals(".")) {
      return "";
    }
    String directory = text.startsWith("./") ? text.substring(2) : text;
    while (directory.endsWith("/")) {
      directory = directory.substring(0, directory.length() - 1);
    }
    if (directory.startsWith("/") || ("/" + directory + "/").contains("/../")) {
      throw failure("\"clanDirectory\" leads out of the repository");
    }
    return directory;
  }

  private String text(String member) throws IOException, ManifestException {
    require(JsonToken.VALUE_STRING, '"' + member + '"', "text");
    return share(parser.getText());
  }

  private Optional<String> optionalText(String member) throws IOException, ManifestException {
    return parser.currentToken() == JsonToken.VALUE_NULL
        ? Optional.empty()
        : Optional.of(text(member));
  }

  private boolean flag(String member) throws ManifestException {
    if (parser.currentToken() != JsonToken.VALUE_TRUE
        && parser.currentToken() != JsonToken.VALUE_FALSE) {
      throw failure('"' + member + "\" is neither true nor false");
    }
    return parser.currentToken() == JsonToken.VALUE_TRUE;
  }

  private List<String> texts(String member) throws IOException, ManifestException {
    require(JsonToken.START_ARRAY, '"' + member + '"', "a list");
    List<String> texts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      count();
      require(JsonToken.VALUE_STRING, "an entry of \"" + member + '"', "text");
      texts.add(share(parser.getText()));
    }
    return texts;
  }

  /** The same text as one object: owners, modes and names stand a thousand times. */
  private String share(String text) {
    String known = texts.putIfAbsent(text, text);
    return known == null ? text : known;
  }

  private void count() throws ManifestException {
    elements++;
    if (elements > MOST_ELEMENTS) {
      throw failure("has more than " + MOST_ELEMENTS + " machines, generators and files");
    }
  }

  private void require(JsonToken token, String what, String shape) throws ManifestException {
    if (parser.currentToken() != token) {
      throw failure(what + " is not " + shape);
    }
  }

  private ManifestException failure(String message) {
    return new ManifestException(line(), message);
  }

  private int line() {
    return Math.max(parser.currentTokenLocation().getLineNr(), 0);
  }
}
