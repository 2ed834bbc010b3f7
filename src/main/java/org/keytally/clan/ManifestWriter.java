package org.keytally.clan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a manifest, schema {@code clan-manifest/1} (clan-repository 3.4). The same manifest is
 * always the same bytes, with one line for each file, and what Nix declares by default left out: so
 * that the diff of a commit shows what has changed.
 */
public final class ManifestWriter {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;
  private final Lines lines = new Lines();

  private ManifestWriter(JsonGenerator json) {
    this.json = json;
    json.setPrettyPrinter(lines);
  }

  /** The manifest as JSON in UTF-8, with a final newline. */
  public static byte[] write(Manifest manifest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      new ManifestWriter(json).document(manifest);
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new IllegalStateException("memory takes whatever is written to it", e);
    }
    return out.toByteArray();
  }

  private void document(Manifest manifest) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", ManifestReader.SCHEMA);
    if (manifest.source().isPresent()) {
      source(manifest.source().get());
    }
    if (!manifest.clanDirectory().isEmpty()) {
      json.writeStringField("clanDirectory", manifest.clanDirectory());
    }
    if (!manifest.recipients().isEmpty()) {
      recipients(manifest.recipients());
    }
    json.writeObjectFieldStart("machines");
    for (Map.Entry<String, Manifest.Machine> machine : manifest.machines().entrySet()) {
      json.writeFieldName(machine.getKey());
      machine(machine.getValue());
    }
    json.writeEndObject();
    if (!manifest.exports().isEmpty()) {
      json.writeObjectFieldStart("exports");
      for (Map.Entry<String, SortedMap<String, Manifest.Generator>> scope :
          manifest.exports().entrySet()) {
        json.writeObjectFieldStart(scope.getKey());
        for (Map.Entry<String, Manifest.Generator> generator : scope.getValue().entrySet()) {
          json.writeObjectFieldStart(generator.getKey());
          exportedDependencies(generator.getValue().dependencies());
          files(generator.getValue().files());
          json.writeEndObject();
        }
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void source(Manifest.Source source) throws IOException {
    json.writeObjectFieldStart("source");
    optional("rev", source.revision());
    optional("flakeLock", source.flakeLock());
    optional("nixFiles", source.nixFiles());
    optional("clanCoreRev", source.clanCoreRevision());
    optional("generatedAt", source.generatedAt());
    json.writeEndObject();
  }

  private void recipients(Map<String, List<String>> recipients) throws IOException {
    json.writeObjectFieldStart("recipients");
    SortedMap<String, List<String>> hosts = new TreeMap<>(recipients);
    List<String> usual = hosts.remove("");
    if (usual != null) {
      texts("default", usual);
    }
    if (!hosts.isEmpty()) {
      json.writeObjectFieldStart("hosts");
      for (Map.Entry<String, List<String>> host : hosts.entrySet()) {
        texts(host.getKey(), host.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void machine(Manifest.Machine machine) throws IOException {
    json.writeStartObject();
    optional("machineClass", machine.machineClass());
    if (!machine.tags().isEmpty()) {
      texts("tags", machine.tags());
    }
    if (machine.evaluationError().isPresent()) {
      optional("evaluationError", machine.evaluationError());
    } else {
      json.writeObjectFieldStart("settings");
      json.writeStringField("secretStore", machine.settings().secretStore());
      texts("defaultGroups", machine.settings().defaultGroups());
      optional("passBackend", machine.settings().passBackend());
      json.writeEndObject();
      json.writeObjectFieldStart("generators");
      for (Map.Entry<String, Manifest.Generator> generator : machine.generators().entrySet()) {
        json.writeFieldName(generator.getKey());
        generator(generator.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void generator(Manifest.Generator generator) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("share", generator.share());
    json.writeArrayFieldStart("dependencies");
    for (Manifest.Dependency dependency : generator.dependencies()) {
      json.writeString(dependency.generator());
    }
    json.writeEndArray();
    optional("validationHash", generator.validationHash());
    if (!generator.prompts().isEmpty()) {
      json.writeObjectFieldStart("prompts");
      for (Map.Entry<String, Manifest.Prompt> prompt : generator.prompts().entrySet()) {
        json.writeFieldName(prompt.getKey());
        lines.inline = true;
        prompt(prompt.getValue());
        lines.inline = false;
      }
      json.writeEndObject();
    }
    files(generator.files());
    json.writeEndObject();
  }

  private void prompt(Manifest.Prompt prompt) throws IOException {
    json.writeStartObject();
    unless(Manifest.Prompt.USUAL_TYPE, "type", Optional.of(prompt.type()));
    if (prompt.persist()) {
      json.writeBooleanField("persist", true);
    }
    optional("description", prompt.description());
    json.writeEndObject();
  }

  private void exportedDependencies(List<Manifest.Dependency> dependencies) throws IOException {
    json.writeObjectFieldStart("dependencies");
    int number = 1;
    for (Manifest.Dependency dependency : dependencies) {
      // The names by which a script knows its dependencies are not part of the model.
      json.writeFieldName(Integer.toString(number));
      lines.inline = true;
      json.writeStartObject();
      json.writeStringField("generator", dependency.generator());
      optional("exportKey", dependency.scope());
      json.writeEndObject();
      lines.inline = false;
      number++;
    }
    json.writeEndObject();
  }

  private void files(SortedMap<String, Manifest.File> files) throws IOException {
    json.writeObjectFieldStart("files");
    for (Map.Entry<String, Manifest.File> file : files.entrySet()) {
      json.writeFieldName(file.getKey());
      lines.inline = true;
      file(file.getValue());
      lines.inline = false;
    }
    json.writeEndObject();
  }

  private void file(Manifest.File file) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("secret", file.secret());
    if (!file.deployTo().isEmpty()) {
      texts("deploy", file.deployTo());
    } else if (!file.deploy()) {
      json.writeBooleanField("deploy", false);
    }
    unless("services", "neededFor", Optional.of(file.neededFor()));
    unless("root", "owner", file.owner());
    unless("root", "group", file.group());
    unless("0400", "mode", file.mode());
    json.writeEndObject();
  }

  private void unless(String usual, String member, Optional<String> value) throws IOException {
    if (value.isPresent() && !value.get().equals(usual)) {
      json.writeStringField(member, value.get());
    }
  }

  private void optional(String member, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.writeStringField(member, value.get());
    }
  }

  private void texts(String member, List<String> values) throws IOException {
    json.writeArrayFieldStart(member);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** Two spaces for each level, lists and the smallest objects in one line. */
  private static final class Lines extends DefaultPrettyPrinter {

    private static final long serialVersionUID = 1L;

    private boolean inline;

    Lines() {
      super(
          Separators.createDefaultInstance()
              .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
              .withArrayValueSpacing(Separators.Spacing.AFTER)
              .withObjectEmptySeparator("")
              .withArrayEmptySeparator(""));
      indentObjectsWith(new DefaultIndenter("  ", "\n"));
      indentArraysWith(NopIndenter.instance);
    }

    @Override
    public void beforeObjectEntries(JsonGenerator generator) throws IOException {
      if (!inline) {
        super.beforeObjectEntries(generator);
      }
    }

    @Override
    public void writeObjectEntrySeparator(JsonGenerator generator) throws IOException {
      if (inline) {
        generator.writeRaw(", ");
      } else {
        super.writeObjectEntrySeparator(generator);
      }
    }

    @Override
    public void writeEndObject(JsonGenerator generator, int entries) throws IOException {
      if (inline) {
        _nesting--;
        generator.writeRaw('}');
      } else {
        super.writeEndObject(generator, entries);
      }
    }
  }
}
