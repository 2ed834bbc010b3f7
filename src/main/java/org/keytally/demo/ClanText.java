package org.keytally.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.keytally.demo.FleetTree.Node;

/** The small files of a fleet, letter by letter as clan writes them. */
final class ClanText {

  /** A creation rule with one key group. */
  record Rule(String pathRegex, List<String> anchors) {}

  private ClanText() {}

  /** The list form of key.json: sorted, indented by 2, without a final newline (1.5). */
  static String keyJson(List<String> publicKeys) {
    StringBuilder out = new StringBuilder("[");
    String separator = "\n";
    for (String key : publicKeys.stream().sorted().toList()) {
      out.append(separator).append("  {\n    \"publickey\": \"").append(key);
      out.append("\",\n    \"type\": \"age\"\n  }");
      separator = ",\n";
    }
    return out.append(publicKeys.isEmpty() ? "]" : "\n]").toString();
  }

  /** inventory.json with machines of default settings (3.1). */
  static String inventoryJson(List<String> machines) {
    StringBuilder out = new StringBuilder("{\n  \"machines\": {");
    String separator = "\n";
    for (String machine : machines) {
      out.append(separator).append("    \"").append(machine).append("\": {}");
      separator = ",\n";
    }
    return out.append(machines.isEmpty() ? "}\n}\n" : "\n  }\n}\n").toString();
  }

  /**
   * A member link: the shortest relative path (1.4).
   *
   * @param folder that holds the folder of the link's kind, from the repository root
   * @param member path of the member, from the repository root
   */
  static Node link(String folder, String member) {
    String kind = member.substring(0, member.lastIndexOf('/'));
    kind = kind.substring(kind.lastIndexOf('/') + 1);
    Path from = Path.of(folder, kind);
    return Node.link(from.relativize(Path.of(member)).toString().replace('\\', '/'));
  }

  /** .sops.yaml as people write it: anchors in {@code keys}, aliases in the rules. */
  static String sopsYaml(Map<String, String> anchors, List<Rule> rules) {
    StringBuilder out = new StringBuilder("keys:\n");
    anchors.forEach(
        (name, key) -> out.append("  - &").append(name).append(' ').append(key).append('\n'));
    out.append("creation_rules:\n");
    for (Rule rule : rules) {
      out.append("  - path_regex: ").append(rule.pathRegex()).append('\n');
      out.append("    key_groups:\n      - age:\n");
      rule.anchors().forEach(anchor -> out.append("          - *").append(anchor).append('\n'));
    }
    return out.toString();
  }
}
