package org.keytally.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.keytally.history.Exposure;
import org.keytally.history.KeyExposure;
import org.keytally.history.ReadValue;

/** What must be replaced, as a checklist for an issue (task lists of GFM). */
public final class ExposureMarkdown {

  private ExposureMarkdown() {}

  /**
   * Writes the checklist.
   *
   * @param keys those that were asked for
   * @param whole whether everything was asked for, and not single keys
   */
  public static void write(Exposure exposure, List<KeyExposure> keys, boolean whole, Writer out)
      throws IOException {
    out.write("## Values to replace\n\n");
    out.write(prose(ExposureText.extent(exposure)) + "\n");
    for (String gap : ExposureText.gaps(exposure.extent())) {
      out.write("\n**" + prose(gap) + "**\n");
    }
    boolean any = false;
    for (KeyExposure key : keys) {
      any |= write(key, out);
    }
    if (!any) {
      out.write("\n" + prose(ExposureText.nothing(exposure.extent())) + "\n");
    }
    if (whole && !exposure.privateKeys().isEmpty()) {
      out.write("\n### Private keys that stood in clear\n\n");
      for (Exposure.PrivateKeyInClear key : exposure.privateKeys()) {
        out.write("- [ ] " + prose(ExposureText.sentence(key)) + "\n");
      }
    }
    if (whole && !exposure.clearTexts().isEmpty()) {
      out.write("\n### Files that stood in clear\n\n");
      for (Exposure.ClearText text : exposure.clearTexts()) {
        out.write("- [ ] " + prose(ExposureText.sentence(text)) + "\n");
      }
    }
  }

  private static boolean write(KeyExposure key, Writer out) throws IOException {
    List<ReadValue> replace = key.toReplace();
    List<ReadValue> uncertain =
        key.values().stream().filter(value -> value.state() == ReadValue.State.UNCERTAIN).toList();
    if (replace.isEmpty() && uncertain.isEmpty()) {
      return false;
    }
    out.write("\n### " + prose(key.owner().orElse("Key of an unknown owner")) + "\n\n");
    out.write(MarkdownText.code(safe(key.recipient())) + "\n\n");
    out.write(prose(ExposureText.standing(key)) + "\n\n");
    for (ReadValue value : replace) {
      out.write(item(value, ""));
    }
    for (ReadValue value : uncertain) {
      out.write(item(value, ", whether with a new data key cannot be told"));
    }
    return true;
  }

  private static String item(ReadValue value, String more) {
    StringBuilder item = new StringBuilder("- [ ] ");
    item.append(MarkdownText.code(safe(value.path())));
    for (String path : value.formerPaths()) {
      item.append(", also at ").append(MarkdownText.code(safe(path)));
    }
    return item.append(": ")
        .append(prose(ExposureText.facts(value) + more + ExposureText.machineKey(value)))
        .append('\n')
        .toString();
  }

  private static String prose(String text) {
    return MarkdownText.prose(safe(text));
  }

  private static String safe(String text) {
    return Printable.of(text, true);
  }
}
