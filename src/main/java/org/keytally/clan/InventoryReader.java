package org.keytally.clan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keytally.clan.Problem.Kind;

/** Reads {@code inventory.json}: which machines it declares, and what Nix would refuse. */
final class InventoryReader {

  private final String path;
  private final List<Inventory.Machine> machines = new ArrayList<>();
  private Optional<Problem> services = Optional.empty();
  private final List<Problem> problems = new ArrayList<>();

  private InventoryReader(String path) {
    this.path = path;
  }

  static Inventory read(JsonFactory json, String path, byte[] content) {
    InventoryReader reader = new InventoryReader(path);
    reader.read(json, content);
    return new Inventory(
        List.copyOf(reader.machines), reader.services, List.copyOf(reader.problems));
  }

  private void read(JsonFactory json, byte[] content) {
    int conflict = ConflictMarkers.line(content);
    if (conflict > 0) {
      add(conflict, "git conflict markers stand in the inventory");
      return;
    }
    try (JsonParser parser = json.createParser(content)) {
      try {
        readDocument(parser);
      } catch (IOException e) {
        // The parser's own message may quote the content, so only its position is used.
        add(parser.currentLocation().getLineNr(), "the inventory is not valid JSON");
      }
    } catch (IOException e) {
      add(0, "the inventory is not valid JSON");
    }
  }

  private void readDocument(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      add(1, "the inventory is not a JSON object");
      return;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      int line = line(parser);
      if (name.equals("machines")) {
        readMachines(parser, value, line);
      } else if (name.equals("services")) {
        boolean empty = isEmpty(parser, value);
        services =
            Optional.of(
                new Problem(
                    Kind.INVENTORY,
                    path,
                    line,
                    empty
                        ? "the inventory has an empty \"services\", which clan has removed"
                        : "the inventory has \"services\", which clan has removed in favour of"
                            + " \"instances\": evaluation fails"));
      } else {
        parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      add(line(parser), "something follows after the end of the inventory");
    }
  }

  private void readMachines(JsonParser parser, JsonToken value, int line) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      add(line, "\"machines\" of the inventory is not an object");
      parser.skipChildren();
      return;
    }
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String machine = parser.currentName();
      int machineLine = line(parser);
      if (!seen.add(machine)) {
        add(machineLine, "the inventory has a machine twice: " + machine);
      } else {
        machines.add(new Inventory.Machine(machine, machineLine));
      }
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        add(machineLine, "a machine of the inventory is not an object: " + machine);
      }
      parser.skipChildren();
    }
  }

  private static boolean isEmpty(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
      JsonToken end = value == JsonToken.START_OBJECT ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
      boolean empty = true;
      int depth = 1;
      while (depth > 0) {
        JsonToken token = parser.nextToken();
        if (token == null) {
          return empty;
        }
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        }
        if (depth > 0 || token != end) {
          empty = false;
        }
      }
      return empty;
    }
    return value == JsonToken.VALUE_NULL;
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private void add(int line, String message) {
    problems.add(new Problem(Kind.INVENTORY, path, Math.max(line, 0), message));
  }
}
