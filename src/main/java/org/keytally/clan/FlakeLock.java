package org.keytally.clan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * The clan-core that {@code flake.lock} pins, the newest if there are several: layouts are judged
 * against it, not against the newest release (clan-repository 8).
 *
 * @param time when it was made, seconds since 1970
 * @param revision its commit
 */
record FlakeLock(Optional<Long> time, Optional<String> revision) {

  private static final String CLAN_CORE = "clan-core";
  private static final FlakeLock NOTHING = new FlakeLock(Optional.empty(), Optional.empty());

  /**
   * Reads a lock file.
   *
   * @return with nothing in it where no clan-core is pinned or the file makes no sense, which is
   *     for Nix to complain about
   */
  static FlakeLock read(JsonFactory json, byte[] content) {
    FlakeLock newest = NOTHING;
    try (JsonParser parser = json.createParser(content)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return NOTHING;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean nodes = parser.currentName().equals("nodes");
        if (parser.nextToken() == JsonToken.START_OBJECT && nodes) {
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean named = parser.currentName().equals(CLAN_CORE);
            parser.nextToken();
            FlakeLock node = node(parser, named);
            if (node.time.orElse(0L) > newest.time.orElse(0L)) {
              newest = node;
            }
          }
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      return NOTHING;
    }
    return newest;
  }

  /** A node if it is clan-core, else nothing; the parser stands on the node's value. */
  private static FlakeLock node(JsonParser parser, boolean named) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return NOTHING;
    }
    Optional<Long> time = Optional.empty();
    Optional<String> revision = Optional.empty();
    boolean isClanCore = named;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean locked = parser.currentName().equals("locked");
      if (parser.nextToken() != JsonToken.START_OBJECT || !locked) {
        parser.skipChildren();
        continue;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == JsonToken.VALUE_NUMBER_INT && name.equals("lastModified")) {
          time =
              parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                  ? Optional.empty()
                  : Optional.of(parser.getLongValue());
        } else if (value == JsonToken.VALUE_STRING && name.equals("rev")) {
          revision = Optional.of(parser.getText());
        } else if (value == JsonToken.VALUE_STRING
            && (name.equals("repo") || name.equals("url"))
            && parser.getText().contains(CLAN_CORE)) {
          isClanCore = true;
        } else {
          parser.skipChildren();
        }
      }
    }
    return isClanCore ? new FlakeLock(time, revision) : NOTHING;
  }
}
