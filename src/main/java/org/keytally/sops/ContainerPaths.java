package org.keytally.sops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The paths of all containers of a file, under which its comments can have been encrypted. */
final class ContainerPaths {

  /** Comments that fit nowhere must not cost a try of every path each. */
  private static final int MAX_TRIES = 200_000;

  private final List<Branch> documents;
  private List<byte[]> paths = List.of();
  private int tries;

  ContainerPaths(List<Branch> documents) {
    this.documents = documents;
  }

  /** What binds a comment to each of them; nothing more once too much was tried. */
  List<byte[]> candidates() {
    if (paths.isEmpty()) {
      Set<String> found = new LinkedHashSet<>();
      found.add(":");
      for (Branch document : documents) {
        collect(document, "", found);
      }
      List<byte[]> all = new ArrayList<>();
      for (String path : found) {
        all.add(path.getBytes(StandardCharsets.UTF_8));
      }
      paths = all;
    }
    tries += paths.size();
    return tries > MAX_TRIES ? List.of() : paths;
  }

  private static void collect(Node node, String prefix, Set<String> found) {
    if (node instanceof Branch branch) {
      for (Branch.Pair pair : branch.pairs()) {
        if (!(pair.value() instanceof Scalar)) {
          String path = prefix + pair.key() + ':';
          found.add(path);
          collect(pair.value(), path, found);
        }
      }
    } else if (node instanceof Sequence sequence) {
      for (Node element : sequence.elements()) {
        collect(element, prefix, found);
      }
    }
  }
}
