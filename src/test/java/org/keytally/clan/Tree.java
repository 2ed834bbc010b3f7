package org.keytally.clan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.assertj.core.groups.Tuple;
import org.keytally.config.Configuration;
import org.keytally.git.BlobVisitor;
import org.keytally.git.FileMode;
import org.keytally.git.RepositoryException;
import org.keytally.git.Snapshot;
import org.keytally.git.SnapshotSource;
import org.keytally.git.Tracking;
import org.keytally.git.TreeEntry;

/** A repository in memory, written down file by file. */
final class Tree {

  private final Map<String, TreeEntry> entries = new LinkedHashMap<>();
  private final Map<String, byte[]> contents = new LinkedHashMap<>();

  Tree file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  Tree file(String path, byte[] content) {
    return entry(path, FileMode.REGULAR, Tracking.TRACKED, content);
  }

  Tree exec(String path, String content) {
    return entry(
        path, FileMode.EXECUTABLE, Tracking.TRACKED, content.getBytes(StandardCharsets.UTF_8));
  }

  Tree link(String path, String target) {
    return entry(path, FileMode.LINK, Tracking.TRACKED, target.getBytes(StandardCharsets.UTF_8));
  }

  Tree submodule(String path) {
    return entry(path, FileMode.SUBMODULE, Tracking.TRACKED, new byte[0]);
  }

  Tree tracked(String path, Tracking tracking) {
    return entry(path, FileMode.REGULAR, tracking, new byte[0]);
  }

  Tree without(String path) {
    entries.remove(path);
    contents.remove(path);
    return this;
  }

  /** A user with one valid key. */
  Tree user(String name, String recipient) {
    return keyFile("sops/users/" + name, recipient);
  }

  /** A machine with one valid key. */
  Tree machine(String name, String recipient) {
    return keyFile("sops/machines/" + name, recipient);
  }

  Tree keyFile(String folder, String recipient) {
    return exec(
        folder + "/key.json",
        "[\n  {\n    \"publickey\": \"" + recipient + "\",\n    \"type\": \"age\"\n  }\n]");
  }

  /** A secret file of clan for these recipients. */
  Tree secret(String directory, String... recipients) {
    StringBuilder age = new StringBuilder();
    for (String recipient : recipients) {
      age.append(age.length() == 0 ? "" : ",")
          .append("{\"recipient\":\"")
          .append(recipient)
          .append("\",\"enc\":\"-----BEGIN AGE ENCRYPTED FILE-----\\nYWdl\\n")
          .append("-----END AGE ENCRYPTED FILE-----\\n\"}");
    }
    return file(
        directory + "/secret",
        "{\"data\":\"ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]\",\"sops\":{\"age\":["
            + age
            + "],\"lastmodified\":\"2026-01-01T00:00:00Z\","
            + "\"mac\":\"ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]\","
            + "\"version\":\"3.12.2\"}}\n");
  }

  Tree entry(String path, FileMode mode, Tracking tracking, byte[] content) {
    entries.put(path, new TreeEntry(path, mode, tracking, Optional.empty()));
    contents.put(path, content);
    return this;
  }

  Snapshot snapshot() {
    Map<String, byte[]> blobs = Map.copyOf(contents);
    return new Snapshot(
        new SnapshotSource(SnapshotSource.Kind.WORKTREE, Optional.empty()),
        entries.values(),
        (wanted, limit, visitor) -> {
          for (TreeEntry entry : wanted) {
            visit(entry, blobs.getOrDefault(entry.path(), new byte[0]), limit, visitor);
          }
        });
  }

  private static void visit(TreeEntry entry, byte[] content, long limit, BlobVisitor visitor) {
    if (content.length > limit) {
      visitor.tooLarge(entry, content.length);
    } else {
      visitor.visit(entry, content.clone());
    }
  }

  Fleet fleet() {
    return fleet(Configuration.DEFAULT);
  }

  Fleet fleet(Configuration configuration) {
    try {
      return FleetReader.read(snapshot(), configuration);
    } catch (RepositoryException | ClanDirectoryException e) {
      throw new AssertionError(e);
    }
  }

  /** The element of this name, which must be there. */
  static <T> T named(Map<String, T> elements, String name) {
    T element = elements.get(name);
    if (element == null) {
      throw new AssertionError("no " + name + " in " + elements.keySet());
    }
    return element;
  }

  /** What problems are of and where, for comparison. */
  static ListAssert<Tuple> whatAndWhere(List<Problem> problems) {
    List<Tuple> tuples = new ArrayList<>();
    for (Problem problem : problems) {
      tuples.add(Tuple.tuple(problem.kind(), problem.path()));
    }
    return Assertions.assertThat(tuples);
  }
}
