package org.keytally.clan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads from {@code flake.lock} how old the pinned clan-core is: layouts are judged against it, not
 * against the newest release (clan-repository 8).
 */
final class FlakeLock {

  private static final String CLAN_CORE = "clan-core";

  private FlakeLock() {}

  /**
   * When the newest pinned clan-core was made.
   *
   * @return seconds since 1970; empty where none is pinned or the file makes no sense, which is for
   *     Nix to complain about
   */
  static Optional<Long> clanCoreTime(JsonFactory json, byte[] content) {
    long newest = 0;
    try (JsonParser parser = json.createParser(content)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean nodes = parser.currentName().equals("nodes");
        if (parser.nextToken() == JsonToken.START_OBJECT && nodes) {
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean named = parser.currentName().equals(CLAN_CORE);
            parser.nextToken();
            newest = Math.max(newest, nodeTime(parser, named));
          }
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return newest > 0 ? Optional.of(newest) : Optional.empty();
  }

  /** The time of a node if it is clan-core, else 0; the parser stands on the node's value. */
  private static long nodeTime(JsonParser parser, boolean named) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return 0;
    }
    long time = 0;
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
        if (name.equals("lastModified") && value == JsonToken.VALUE_NUMBER_INT) {
          time =
              parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                  ? 0
                  : parser.getLongValue();
        } else if (value == JsonToken.VALUE_STRING
            && (name.equals("repo") || name.equals("url"))
            && parser.getText().contains(CLAN_CORE)) {
          isClanCore = true;
        } else {
          parser.skipChildren();
        }
      }
    }
    return isClanCore ? time : 0;
  }
}
