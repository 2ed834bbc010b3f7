package org.keytally.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text of a {@code clan-manifest.json} made to order (clan-repository 3.4). It counts as
 * current for every tree: its source says nothing that could differ.
 *
 * <p>Machines and generators come into being when they are first named.
 */
public final class ManifestBuilder {

  private final Map<String, MachineText> machines = new TreeMap<>();
  private final Map<String, Map<String, GeneratorText>> exports = new TreeMap<>();
  private String source = "{}";
  private String clanDirectory = "";
  private List<String> defaultGroups = List.of("admins");
  private final Map<String, List<String>> recipients = new TreeMap<>();

  private static final class MachineText {
    private final Map<String, GeneratorText> generators = new TreeMap<>();
    private String store = "sops";
    private String passCommand = "passage";
    private String machineClass = "nixos";
    private boolean failed;
  }

  private static final class GeneratorText {
    private final Map<String, Map<String, String>> files = new LinkedHashMap<>();
    private final List<String> dependencies = new ArrayList<>();
    private final Map<String, String> prompts = new TreeMap<>();
    private boolean share;
    private String hash = "null";
  }

  /** Groups that read every secret of every machine; {@code admins} if this is not said. */
  public ManifestBuilder defaultGroups(String... groups) {
    defaultGroups = List.of(groups);
    return this;
  }

  public ManifestBuilder clanDirectory(String directory) {
    clanDirectory = directory;
    return this;
  }

  /** The JSON of {@code source}. */
  public ManifestBuilder source(String json) {
    source = json;
    return this;
  }

  /** Machines, with no generators yet. */
  public ManifestBuilder machines(String... names) {
    for (String name : names) {
      machine(name);
    }
    return this;
  }

  public ManifestBuilder remove(String name) {
    machines.remove(name);
    return this;
  }

  public ManifestBuilder remove(String name, String generator) {
    machine(name).generators.remove(generator);
    return this;
  }

  public ManifestBuilder remove(String name, String generator, String file) {
    generator(name, generator).files.remove(file);
    return this;
  }

  public ManifestBuilder failed(String name) {
    machine(name).failed = true;
    return this;
  }

  public ManifestBuilder store(String name, String store) {
    machine(name).store = store;
    return this;
  }

  /** Keeps a machine's secrets in a password store. */
  public ManifestBuilder passwordStore(String name, String command) {
    machine(name).store = "password-store";
    machine(name).passCommand = command;
    return this;
  }

  /** People of the age backend, for all hosts that have none of their own. */
  public ManifestBuilder recipients(String... keys) {
    recipients.put("", List.of(keys));
    return this;
  }

  /** People of the age backend for one host. */
  public ManifestBuilder recipientsOf(String host, String... keys) {
    recipients.put(host, List.of(keys));
    return this;
  }

  /** A secret file that is deployed. */
  public ManifestBuilder secret(String name, String generator, String file) {
    return set(name, generator, file, "secret", "true")
        .set(name, generator, file, "deploy", "true");
  }

  /** A file in clear. */
  public ManifestBuilder open(String name, String generator, String file) {
    return set(name, generator, file, "secret", "false");
  }

  public ManifestBuilder notDeployed(String name, String generator, String file) {
    return set(name, generator, file, "deploy", "false");
  }

  /** Sets a member of a file. */
  public ManifestBuilder set(
      String name, String generator, String file, String member, String json) {
    generator(name, generator)
        .files
        .computeIfAbsent(file, unused -> new LinkedHashMap<>())
        .put(member, json);
    return this;
  }

  public ManifestBuilder share(String name, String generator) {
    generator(name, generator).share = true;
    return this;
  }

  public ManifestBuilder prompt(String name, String generator, String prompt) {
    return prompt(name, generator, prompt, "line");
  }

  /** A prompt of this type, whose answer is kept. */
  public ManifestBuilder prompt(String name, String generator, String prompt, String type) {
    generator(name, generator).prompts.put(prompt, type);
    return this;
  }

  public ManifestBuilder depends(String name, String generator, String dependency) {
    generator(name, generator).dependencies.add(dependency);
    return this;
  }

  public ManifestBuilder hash(String name, String generator, String hash) {
    generator(name, generator).hash = quoted(hash);
    return this;
  }

  /** A secret file of a flake-level generator. */
  public ManifestBuilder export(String scope, String generator, String file, String... machines) {
    List<String> deploy = new ArrayList<>();
    for (String machine : machines) {
      deploy.add(quoted(machine));
    }
    Map<String, String> members = new LinkedHashMap<>();
    members.put("secret", "true");
    members.put("deploy", deploy.toString());
    exports
        .computeIfAbsent(scope, unused -> new TreeMap<>())
        .computeIfAbsent(generator, unused -> new GeneratorText())
        .files
        .put(file, members);
    return this;
  }

  private MachineText machine(String name) {
    return machines.computeIfAbsent(name, unused -> new MachineText());
  }

  private GeneratorText generator(String name, String generator) {
    return machine(name).generators.computeIfAbsent(generator, unused -> new GeneratorText());
  }

  /** The content of the file. */
  public String json() {
    Map<String, String> top = new LinkedHashMap<>();
    top.put("schema", quoted("clan-manifest/1"));
    top.put("source", source);
    top.put("clanDirectory", quoted(clanDirectory));
    Map<String, String> hosts = new TreeMap<>();
    recipients.forEach((host, keys) -> hosts.put(host, list(keys)));
    String usual = hosts.remove("");
    top.put(
        "recipients",
        object(Map.of("default", usual == null ? "[]" : usual, "hosts", object(hosts))));
    Map<String, String> texts = new TreeMap<>();
    machines.forEach((name, machine) -> texts.put(name, json(machine)));
    top.put("machines", object(texts));
    Map<String, String> scopes = new TreeMap<>();
    exports.forEach((scope, generators) -> scopes.put(scope, json(generators, true)));
    top.put("exports", object(scopes));
    return object(top) + "\n";
  }

  private String json(MachineText machine) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("secretStore", quoted(machine.store));
    settings.put("defaultGroups", list(defaultGroups));
    settings.put("passBackend", quoted(machine.passCommand));
    Map<String, String> members = new LinkedHashMap<>();
    if (machine.failed) {
      members.put("evaluationError", quoted("attribute 'x' missing"));
      return object(members);
    }
    members.put("machineClass", quoted(machine.machineClass));
    members.put("settings", object(settings));
    members.put("generators", json(machine.generators, false));
    return object(members);
  }

  private static String json(Map<String, GeneratorText> generators, boolean flakeLevel) {
    Map<String, String> texts = new TreeMap<>();
    generators.forEach(
        (name, generator) -> {
          Map<String, String> members = new LinkedHashMap<>();
          Map<String, String> files = new TreeMap<>();
          generator.files.forEach((file, values) -> files.put(file, object(values)));
          Map<String, String> prompts = new TreeMap<>();
          generator.prompts.forEach(
              (prompt, type) ->
                  prompts.put(prompt, object(Map.of("persist", "true", "type", quoted(type)))));
          members.put("files", object(files));
          if (!flakeLevel) {
            members.put("share", "" + generator.share);
            members.put("dependencies", list(generator.dependencies));
            members.put("validationHash", generator.hash);
            members.put("prompts", object(prompts));
          }
          texts.put(name, object(members));
        });
    return object(texts);
  }

  private static String object(Map<String, String> members) {
    StringBuilder out = new StringBuilder("{");
    String separator = "";
    for (Map.Entry<String, String> member : members.entrySet()) {
      out.append(separator).append(quoted(member.getKey())).append(": ").append(member.getValue());
      separator = ", ";
    }
    return out.append('}').toString();
  }

  private static String list(List<String> texts) {
    return texts.stream().map(ManifestBuilder::quoted).toList().toString();
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
