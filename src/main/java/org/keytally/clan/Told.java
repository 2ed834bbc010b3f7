package org.keytally.clan;

import java.util.List;
import java.util.Optional;
import org.keytally.sops.SopsConfig;
import org.keytally.sops.SopsFile;

/**
 * What one content tells by itself: it depends on the content, the path and the role of its file,
 * and on nothing else in the repository. So it holds wherever the same content has the same path
 * and role.
 */
sealed interface Told {

  /** Adds it to what the other contents of a state tell. */
  void addTo(Contents contents, String path);

  /**
   * A link.
   *
   * @param target absent where it is longer than any system takes
   */
  record Link(Optional<String> target) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      if (target.isPresent()) {
        contents.links.put(path, target.get());
      }
    }
  }

  /** A {@code .sops.yaml}. */
  record Config(SopsConfig config, List<Fleet.PrivateKeyText> keys) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      contents.configs.put(path, config);
      contents.privateKeys.addAll(keys);
    }
  }

  /** The key file of a user or machine. */
  record Keys(KeyFile file) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      contents.keyFiles.put(path, file);
    }
  }

  /** Problems that stand for themselves. */
  record Problems(List<Problem> problems) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      contents.problems.addAll(problems);
    }
  }

  /** What a file beside key files holds. */
  record BesideKeys(List<Problem> problems) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      if (!problems.isEmpty()) {
        contents.besideKeys.put(path, problems);
      }
    }
  }

  /** The {@code secret} of a secret or var. */
  record Sealed(SopsFile file, List<Fleet.PrivateKeyText> keys) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      contents.secrets.put(path, file);
      contents.privateKeys.addAll(keys);
    }
  }

  /** The {@code value} of a public var. */
  record Value(Contents.PublicValue value) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      contents.values.put(path, value);
    }
  }

  /** A {@code .validation-hash}. */
  record Hash(String text) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      contents.hashes.put(path, text);
    }
  }

  /**
   * A file where a member link belongs.
   *
   * @param text absent where it is longer than any target
   */
  record Member(Optional<String> text, List<Fleet.PrivateKeyText> keys) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      if (text.isPresent()) {
        contents.memberTexts.put(path, text.get());
      }
      contents.privateKeys.addAll(keys);
    }
  }

  /** The inventory. */
  record Machines(Inventory inventory) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      contents.inventory = inventory;
    }
  }

  /**
   * The manifest.
   *
   * @param manifest absent where it cannot be used, which a problem says, or is not wanted
   */
  record Declared(
      Optional<Manifest> manifest, List<Problem> problems, List<Fleet.PrivateKeyText> keys)
      implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      contents.privateKeys.addAll(keys);
      contents.problems.addAll(problems);
      if (manifest.isPresent()) {
        contents.manifest = manifest;
      }
    }
  }

  /** A lock file that may say how old clan-core is. */
  record Lock(Optional<Long> clanCoreTime) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      if (contents.clanCoreTime.isEmpty()) {
        contents.clanCoreTime = clanCoreTime;
      }
    }
  }

  /** A file of the age backend. */
  record OfAgeStore(AgeStoreReader.Part part, List<Fleet.PrivateKeyText> keys) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      contents.ageStore.add(path, part);
      contents.privateKeys.addAll(keys);
    }
  }

  /** Private keys, where nothing else matters. */
  record Exposed(List<Fleet.PrivateKeyText> keys) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      contents.privateKeys.addAll(keys);
    }
  }

  /** A file of sops where no creation rule governs. */
  record Stray(SopsFile file) implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      // Where no release of today looks, the value is still there for whoever can read it.
      contents.ruledFiles.put(path, new RuledFile(path, file, Optional.empty(), Optional.empty()));
    }
  }

  /**
   * Any other file.
   *
   * @param oldName the line of Nix code that names a secret as of old; 0 if there is none
   * @param file absent where sops did not write it
   */
  record Other(int oldName, Optional<SopsFile> file, List<Fleet.PrivateKeyText> keys)
      implements Told {
    @Override
    public void addTo(Contents contents, String path) {
      if (oldName > 0) {
        contents.oldRuntimeNames.put(path, oldName);
      }
      contents.addOther(path, file);
      contents.privateKeys.addAll(keys);
    }
  }
}
