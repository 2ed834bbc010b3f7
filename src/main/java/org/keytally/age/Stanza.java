package org.keytally.age;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One recipient's part of an age header: the file key, wrapped (C2SP age, recipient stanza). */
final class Stanza {

  private static final int COLUMNS = 64;

  private final String type;
  private final List<String> arguments;
  private final byte[] body;

  Stanza(String type, List<String> arguments, byte[] body) {
    this.type = type;
    this.arguments = List.copyOf(arguments);
    this.body = body;
  }

  /** Such as {@code X25519}. */
  String type() {
    return type;
  }

  /** Those after the type. */
  List<String> arguments() {
    return arguments;
  }

  /** The wrapped file key; not a copy. */
  byte[] body() {
    return body;
  }

  /** The bytes of an argument of a fixed size, or nothing where it is of another form. */
  Optional<byte[]> argument(int index, int size) {
    Optional<byte[]> data = RawBase64.decode(arguments.get(index));
    return data.isPresent() && data.get().length == size ? data : Optional.empty();
  }

  /** Appends the stanza as a header spells it. */
  void writeTo(ByteArrayOutputStream out) {
    StringBuilder line = new StringBuilder("-> ").append(type);
    for (String argument : arguments) {
      line.append(' ').append(argument);
    }
    out.writeBytes(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
    byte[] text = RawBase64.encode(body);
    for (int at = 0; at < text.length; at += COLUMNS) {
      out.write(text, at, Math.min(COLUMNS, text.length - at));
      out.write('\n');
    }
    if (text.length % COLUMNS == 0) {
      out.write('\n');
    }
    Arrays.fill(text, (byte) 0);
  }

  /** Leaves the body out: what a plugin says can hold a file key there. */
  @Override
  public String toString() {
    return type + " " + arguments;
  }
}
