package org.keytally.report;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * JSON in ASCII, indented, so that neither an encoding nor a terminal can change it. A number sign
 * is escaped too: in a build log {@code ##[error]} would be a command, even inside of a string.
 */
final class AsciiJson {

  private AsciiJson() {}

  /** A generator that leaves the writer open. */
  static JsonGenerator to(Writer out) throws IOException {
    JsonGenerator json =
        new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .characterEscapes(new NumberSign())
            .build()
            .createGenerator(out);
    return json.useDefaultPrettyPrinter();
  }

  private static final class NumberSign extends CharacterEscapes {

    private static final long serialVersionUID = 1L;
    private static final SerializedString ESCAPED = new SerializedString("\\u0023");

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = CharacterEscapes.standardAsciiEscapesForJSON();
      codes['#'] = CharacterEscapes.ESCAPE_CUSTOM;
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return character == '#' ? ESCAPED : null;
    }
  }
}
