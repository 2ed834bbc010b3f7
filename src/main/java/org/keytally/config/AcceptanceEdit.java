package org.keytally.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keytally.config.Configuration.Accepted;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Writes accepted findings into the text of a {@code .keytally.yaml}: whole lines come, and those
 * of an entry that is accepted anew go; all other bytes stay. The result is read back, and must say
 * what was meant.
 */
public final class AcceptanceEdit {

  private static final String KEY = "accepted";

  private final List<String> lines;
  private final String lineEnd;

  private AcceptanceEdit(List<String> lines, String lineEnd) {
    this.lines = lines;
    this.lineEnd = lineEnd;
  }

  /** Whether the text of an entry can stand in the file: no control characters, no odd bytes. */
  public static boolean canHold(Accepted entry) {
    if (!isPrintable(entry.rule()) || !isPrintable(entry.reason())) {
      return false;
    }
    for (String path : entry.paths()) {
      if (!isPrintable(path)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(String text) {
    if (text.isBlank()) {
      return false;
    }
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int character = text.codePointAt(i);
      boolean lone = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
      if (lone || Character.isISOControl(character) || !StreamReader.isPrintable(character)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Adds entries; one that accepts the same finding as an entry of the file takes its place.
   *
   * @param content of the file; empty for a new one
   * @param entries each with {@link #canHold}
   * @return the new content
   * @throws ConfigurationException if the content is unusable, or laid out in a way that cannot be
   *     added to
   */
  public static byte[] add(byte[] content, List<Accepted> entries) throws ConfigurationException {
    Configuration before = ConfigurationReader.read(content);
    String text = new String(content, UTF_8);
    String lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
    AcceptanceEdit edit = new AcceptanceEdit(lines(text), lineEnd);
    Set<String> renewed = new HashSet<>();
    for (Accepted entry : entries) {
      renewed.add(name(entry));
    }
    byte[] result =
        edit.edited(ConfigurationReader.compose(content), entries, renewed).getBytes(UTF_8);
    requireMeant(before, entries, renewed, result);
    return result;
  }

  /** Lines with their ends. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(from, end));
      from = end;
    }
    return lines;
  }

  private String edited(Optional<Node> root, List<Accepted> entries, Set<String> renewed)
      throws ConfigurationException {
    if (root.isEmpty() || !(root.get() instanceof MappingNode fields)) {
      return whole(lines.size(), List.of(), KEY + ":" + lineEnd + text(entries, 2));
    }
    if (fields.getFlowStyle() == FlowStyle.FLOW) {
      throw unsuitable(1, "is written in braces");
    }
    int indent = fields.getStartMark().getColumn();
    for (NodeTuple field : fields.getValue()) {
      if (field.getKeyNode() instanceof ScalarNode key && key.getValue().equals(KEY)) {
        return intoField(key, field.getValueNode(), indent, entries, renewed);
      }
    }
    String begin = " ".repeat(indent) + KEY + ":" + lineEnd;
    return whole(lines.size(), List.of(), begin + text(entries, indent + 2));
  }

  private String intoField(
      Node key, Node value, int indent, List<Accepted> entries, Set<String> renewed)
      throws ConfigurationException {
    int line = key.getStartMark().getLine();
    if (!(value instanceof SequenceNode sequence)) {
      return whole(line + 1, List.of(), text(entries, indent + 2));
    }
    if (sequence.getFlowStyle() == FlowStyle.FLOW) {
      String brackets = lines.get(line);
      int empty = brackets.indexOf("[]");
      if (!sequence.getValue().isEmpty() || empty < 0) {
        throw unsuitable(line + 1, "has its accepted findings in brackets");
      }
      lines.set(line, brackets.substring(0, empty).stripTrailing() + brackets.substring(empty + 2));
      return whole(line + 1, List.of(), text(entries, indent + 2));
    }
    List<int[]> gone = new ArrayList<>();
    int last = line;
    for (Node element : sequence.getValue()) {
      last = lastLine(element);
      if (renewed.contains(name(element))) {
        gone.add(new int[] {element.getStartMark().getLine(), last});
      }
    }
    return whole(last + 1, gone, text(entries, sequence.getStartMark().getColumn()));
  }

  /** The text with lines taken out and others put in before the line {@code at}. */
  private String whole(int at, List<int[]> gone, String added) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i <= lines.size(); i++) {
      if (i == at) {
        if (text.length() > 0 && text.charAt(text.length() - 1) != '\n') {
          text.append(lineEnd);
        }
        text.append(added);
      }
      if (i < lines.size() && !isGone(i, gone)) {
        text.append(lines.get(i));
      }
    }
    return text.toString();
  }

  private static boolean isGone(int line, List<int[]> gone) {
    for (int[] range : gone) {
      if (line >= range[0] && line <= range[1]) {
        return true;
      }
    }
    return false;
  }

  /** The line of the last character that belongs to a node, from 0. */
  private static int lastLine(Node node) {
    if (node instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
      return lastLine(mapping.getValue().get(mapping.getValue().size() - 1).getValueNode());
    }
    if (node instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
      return lastLine(sequence.getValue().get(sequence.getValue().size() - 1));
    }
    // A block scalar ends where the next line begins.
    int line = node.getEndMark().getLine();
    return node.getEndMark().getColumn() == 0 && line > node.getStartMark().getLine()
        ? line - 1
        : line;
  }

  private String text(List<Accepted> entries, int indent) {
    String margin = " ".repeat(indent);
    StringBuilder text = new StringBuilder();
    for (Accepted entry : entries) {
      text.append(margin).append("- rule: ").append(entry.rule()).append(lineEnd);
      field("fingerprint", quoted(entry.fingerprint()), margin, text);
      if (!entry.paths().isEmpty()) {
        text.append(margin).append("  paths:").append(lineEnd);
        for (String path : entry.paths()) {
          text.append(margin).append("    - ").append(quoted(path)).append(lineEnd);
        }
      }
      field("reason", quoted(entry.reason()), margin, text);
      field("expires", entry.expires().toString(), margin, text);
    }
    return text.toString();
  }

  private void field(String name, String value, String margin, StringBuilder text) {
    text.append(margin).append("  ").append(name).append(": ").append(value).append(lineEnd);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String name(Accepted entry) {
    return entry.rule() + '\n' + entry.fingerprint();
  }

  private static String name(Node element) {
    String rule = "";
    String fingerprint = "";
    if (element instanceof MappingNode fields) {
      for (NodeTuple field : fields.getValue()) {
        @Nullable String key = scalar(field.getKeyNode());
        @Nullable String value = scalar(field.getValueNode());
        if (key != null && value != null) {
          rule = key.equals("rule") ? value : rule;
          fingerprint = key.equals("fingerprint") ? value : fingerprint;
        }
      }
    }
    return rule + '\n' + fingerprint;
  }

  private static @Nullable String scalar(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : null;
  }

  private static void requireMeant(
      Configuration before, List<Accepted> entries, Set<String> renewed, byte[] result)
      throws ConfigurationException {
    List<Accepted> meant = new ArrayList<>();
    for (Accepted entry : before.accepted()) {
      if (!renewed.contains(name(entry))) {
        meant.add(anywhere(entry));
      }
    }
    for (Accepted entry : entries) {
      meant.add(anywhere(entry));
    }
    List<Accepted> written = new ArrayList<>();
    Configuration after;
    try {
      after = ConfigurationReader.read(result);
    } catch (ConfigurationException e) {
      throw unsuitable(0, "is laid out in a way that cannot be added to");
    }
    for (Accepted entry : after.accepted()) {
      written.add(anywhere(entry));
    }
    boolean same =
        written.equals(meant)
            && after.clanDirectory().equals(before.clanDirectory())
            && after.manifest().equals(before.manifest())
            && after.machines().equals(before.machines())
            && after.externalAnchors().equals(before.externalAnchors())
            && after.people().keySet().equals(before.people().keySet())
            && after.rules().keySet().equals(before.rules().keySet())
            && after.exclude().size() == before.exclude().size()
            && after.testIdentities().equals(before.testIdentities());
    if (!same) {
      throw unsuitable(0, "is laid out in a way that cannot be added to");
    }
  }

  private static Accepted anywhere(Accepted entry) {
    return new Accepted(
        entry.rule(), entry.fingerprint(), entry.paths(), entry.reason(), entry.expires(), 0);
  }

  private static ConfigurationException unsuitable(int line, String what) {
    return new ConfigurationException(
        List.of(
            new ConfigurationException.Problem(
                line, "the file " + what + "; write accepted: as a list with one entry a line")));
  }
}
