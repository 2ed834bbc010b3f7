package org.keytally.repair;

import org.keytally.check.ShellWord;
import org.keytally.clan.Placement;

/**
 * A value that somebody may know who should not any more.
 *
 * @param path of the encrypted file
 * @param label what people call it
 * @param command what makes a new one
 */
public record ExposedValue(String path, String label, String command) {

  private static final String MACHINE_KEY = "-age.key";

  static ExposedValue of(EncryptedFile file) {
    if (file.secret().isEmpty()) {
      return new ExposedValue(
          file.path(), file.path(), "sops edit " + ShellWord.quote(file.path()));
    }
    Placement placement = file.secret().get().placement();
    return new ExposedValue(file.path(), placement.label(), command(placement));
  }

  private static String command(Placement placement) {
    if (placement instanceof Placement.PerMachine var) {
      return "clan vars generate "
          + ShellWord.quote(var.machine())
          + " --generator "
          + ShellWord.quote(var.generator())
          + " --regenerate";
    }
    if (placement instanceof Placement.Var var) {
      return "clan vars generate --generator " + ShellWord.quote(var.generator()) + " --regenerate";
    }
    String name = placement.label();
    return name.endsWith(MACHINE_KEY) && name.length() > MACHINE_KEY.length()
        ? "keytally rotate machine "
            + ShellWord.quote(name.substring(0, name.length() - MACHINE_KEY.length()))
        : "clan secrets set " + ShellWord.quote(name);
  }
}
