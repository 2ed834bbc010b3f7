package org.keytally.clan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keytally.age.AgeException;
import org.keytally.age.AgeHeader;
import org.keytally.clan.AgeStore.MachineKey;
import org.keytally.clan.AgeStore.Sealed;
import org.keytally.clan.AgeStore.SealedVar;

/** Collects what the age backend keeps in a tree, file by file as they are read. */
final class AgeStoreReader {

  /** A list of recipients, or a public key, is never longer. */
  private static final int LARGEST_TEXT = 1 << 20;

  private final Layout layout;
  private final SortedMap<String, Header> files = new TreeMap<>();
  private final Map<String, List<String>> texts = new TreeMap<>();

  AgeStoreReader(Layout layout) {
    this.layout = layout;
  }

  private record Header(int stanzas, Optional<String> problem) {}

  /**
   * What one file of the store tells.
   *
   * @param header of an age file
   * @param lines of any other file
   */
  record Part(Optional<Header> header, List<String> lines) {

    /** Whether it is an age file: anything else may be a value in clear. */
    boolean isSound() {
      return header.isPresent() && header.get().problem().isEmpty();
    }
  }

  /** Looks at a file of the store. */
  static Part part(String path, byte[] content) {
    if (!path.endsWith(".age")) {
      return new Part(Optional.empty(), lines(content));
    }
    Header header;
    try {
      header = new Header(AgeHeader.read(content).stanzas().size(), Optional.empty());
    } catch (AgeException e) {
      header = new Header(0, Optional.of(String.valueOf(e.getMessage())));
    }
    return new Part(Optional.of(header), List.of());
  }

  /** Takes a file of the store. */
  void add(String path, Part part) {
    if (part.header().isPresent()) {
      files.put(path, part.header().get());
    } else {
      texts.put(path, part.lines());
    }
  }

  /** What was read. */
  AgeStore read() {
    SortedMap<String, SealedVar> vars = new TreeMap<>();
    String home = layout.at(AgeStore.VARS);
    for (Map.Entry<String, Header> file : files.entrySet()) {
      if (file.getKey().startsWith(home)) {
        Optional<Placement.Var> placement = placement(file.getKey().substring(home.length()));
        if (placement.isPresent()) {
          vars.put(file.getKey(), new SealedVar(placement.get(), sealed(file.getKey())));
        }
      }
    }
    return new AgeStore(machines(), vars);
  }

  private SortedMap<String, MachineKey> machines() {
    String home = layout.at(AgeStore.MACHINES);
    SortedSet<String> names = new TreeSet<>();
    addMachines(names, home, files);
    addMachines(names, home, texts);
    SortedMap<String, MachineKey> machines = new TreeMap<>();
    for (String name : names) {
      String folder = home + name;
      List<String> key = texts.get(folder + "/pub");
      machines.put(
          name,
          new MachineKey(
              name,
              folder,
              key == null ? Optional.empty() : Optional.of(String.join("\n", key)),
              files.containsKey(folder + "/key.age")
                  ? Optional.of(sealed(folder + "/key.age"))
                  : Optional.empty()));
    }
    return machines;
  }

  private static void addMachines(SortedSet<String> names, String home, Map<String, ?> read) {
    for (String path : read.keySet()) {
      if (path.startsWith(home)) {
        names.add(path.substring(home.length(), path.indexOf('/', home.length())));
      }
    }
  }

  private Sealed sealed(String path) {
    Header header = files.getOrDefault(path, new Header(0, Optional.empty()));
    return new Sealed(
        path,
        header.stanzas(),
        header.problem(),
        Optional.ofNullable(texts.get(path + AgeStore.LIST)));
  }

  /**
   * The var that a path belongs to: {@code PLACEMENT/GENERATOR/FILE/FILE.age}.
   *
   * @param path below the folder of encrypted vars
   */
  private static Optional<Placement.Var> placement(String path) {
    List<String> names = Layout.names(path);
    int generator = names.get(0).equals("shared") ? 1 : 2;
    if (names.size() < generator + 3) {
      return Optional.empty();
    }
    String file = String.join("/", names.subList(generator + 1, names.size() - 1));
    return switch (names.get(0)) {
      case "shared" -> Optional.of(new Placement.Shared(names.get(1), file));
      case "per-machine" -> Optional.of(new Placement.PerMachine(names.get(1), names.get(2), file));
      case "per-export" -> Optional.of(new Placement.PerExport(names.get(1), names.get(2), file));
      default -> Optional.empty();
    };
  }

  private static List<String> lines(byte[] content) {
    List<String> lines = new ArrayList<>();
    int length = Math.min(content.length, LARGEST_TEXT);
    for (String line : new String(content, 0, length, StandardCharsets.UTF_8).split("\n", -1)) {
      String text = line.strip();
      if (!text.isEmpty()) {
        lines.add(text);
      }
    }
    return lines;
  }
}
