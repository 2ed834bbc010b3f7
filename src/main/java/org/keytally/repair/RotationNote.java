package org.keytally.repair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which rotations were begun from this work tree and are not finished, in the git directory: with
 * it a second run knows which of two keys is the new one, and makes no third. Public keys only.
 */
public final class RotationNote {

  private static final String NAME = "keytally/rotations";
  private static final int LARGEST = 1 << 20;

  private final Path file;

  /** Of one work tree. */
  public RotationNote(Path gitDirectory) {
    this.file = gitDirectory.resolve(NAME);
  }

  /**
   * One rotation.
   *
   * @param owner as in {@code user alice}
   */
  public record Begun(String owner, Set<String> oldKeys, String newKey) {

    public Begun {
      oldKeys = Set.copyOf(oldKeys);
    }
  }

  /** The one of this owner, if one is noted. */
  public Optional<Begun> of(String owner) throws IOException {
    for (Begun begun : all()) {
      if (begun.owner().equals(owner)) {
        return Optional.of(begun);
      }
    }
    return Optional.empty();
  }

  /** Notes one, in place of an earlier one of the same owner. */
  public void write(Begun begun) throws IOException {
    List<Begun> all = all();
    all.removeIf(other -> other.owner().equals(begun.owner()));
    all.add(begun);
    save(all);
  }

  /** Forgets that of an owner. */
  public void clear(String owner) throws IOException {
    List<Begun> all = all();
    if (all.removeIf(other -> other.owner().equals(owner))) {
      save(all);
    }
  }

  private List<Begun> all() throws IOException {
    List<Begun> all = new ArrayList<>();
    String text;
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) {
        return all;
      }
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return all;
    }
    for (String line : text.split("\n", -1)) {
      String[] words = line.split(" ", -1);
      if (words.length < 3) {
        continue;
      }
      Set<String> old = new LinkedHashSet<>();
      try {
        for (int i = 2; i < words.length; i++) {
          old.add(PathText.fromHex(words[i]));
        }
        all.add(new Begun(PathText.fromHex(words[0]), old, PathText.fromHex(words[1])));
      } catch (IllegalArgumentException e) {
        // A damaged line tells nothing, but anchors do, and the person.
        old.clear();
      }
    }
    return all;
  }

  private void save(List<Begun> all) throws IOException {
    if (all.isEmpty()) {
      Files.deleteIfExists(file);
      return;
    }
    StringBuilder text = new StringBuilder();
    for (Begun begun : all) {
      text.append(PathText.hex(begun.owner())).append(' ').append(PathText.hex(begun.newKey()));
      for (String old : begun.oldKeys()) {
        text.append(' ').append(PathText.hex(old));
      }
      text.append('\n');
    }
    Path folder = file.resolveSibling("");
    Files.createDirectories(folder);
    Path draft = file.resolveSibling("rotations.new");
    Files.writeString(draft, text, StandardCharsets.UTF_8);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
