package org.keytally.repair;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Whether a repair was interrupted. Apart from the transaction itself, because every command asks
 * and the git hook is in a hurry.
 */
public final class UnfinishedRepair {

  private UnfinishedRepair() {}

  /** Whether an earlier repair was interrupted, or one is under way. */
  public static boolean in(Path gitDirectory) {
    return Files.exists(gitDirectory.resolve("keytally/transaction"), LinkOption.NOFOLLOW_LINKS);
  }
}
