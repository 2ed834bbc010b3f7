package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** What a rotation leaves for people, as Markdown to tick off in an issue. */
public final class RotationChecklist {

  private RotationChecklist() {}

  /**
   * A value to be replaced where it comes from.
   *
   * @param path of the encrypted file
   * @param command what makes a new one
   */
  public record Item(String path, String command) {}

  /**
   * Writes it.
   *
   * @param title of the rotation
   * @param values to be replaced
   * @param todo sentences
   */
  public static void write(String title, List<Item> values, List<String> todo, Writer out)
      throws IOException {
    out.write("# " + prose(title) + "\n");
    if (!values.isEmpty()) {
      out.write(
          "\nWhoever had the old key may know these values; a new one each, from its source:");
      out.write("\n\n");
    }
    for (Item value : values) {
      out.write(
          "- [ ] "
              + MarkdownText.code(Printable.of(value.path(), true))
              + ": "
              + MarkdownText.code(Printable.of(value.command(), true))
              + "\n");
    }
    if (!todo.isEmpty()) {
      out.write("\nTo do:\n\n");
    }
    for (String line : todo) {
      out.write("- [ ] " + prose(line) + "\n");
    }
    if (values.isEmpty() && todo.isEmpty()) {
      out.write("\nNothing is left to do.\n");
    }
  }

  private static String prose(String text) {
    return MarkdownText.prose(Printable.of(text, true));
  }
}
