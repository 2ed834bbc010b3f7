package org.keytally.source;

import java.util.List;
import java.util.Optional;

/**
 * One place that sops and clan take a person's private keys from, without the private keys.
 *
 * @param origin where it is named
 * @param location for a person: a path with the home folder as {@code ~}, or the variable's name
 * @param present whether there is such a file or variable
 * @param entries identities in order
 * @param recipientComments every token that clan takes for a public key of the person, in order
 *     (clan-repository 2.3)
 * @param problems lines that sops or clan would refuse, and hygiene of the file
 */
public record KeyFile(
    Origin origin,
    String location,
    boolean present,
    List<Entry> entries,
    List<RecipientComment> recipientComments,
    List<Problem> problems) {

  public KeyFile {
    entries = List.copyOf(entries);
    recipientComments = List.copyOf(recipientComments);
    problems = List.copyOf(problems);
  }

  /**
   * Where a key file is named; in the order in which clan looks, where the first hides the rest.
   */
  public enum Origin {
    /** Named on the command line. */
    OPTION,
    /** The text of {@code SOPS_AGE_KEY}. */
    SOPS_AGE_KEY,
    /** The path in {@code SOPS_AGE_KEY_FILE}. */
    SOPS_AGE_KEY_FILE,
    /** {@code sops/age/keys.txt} in the configuration folder of the platform. */
    DEFAULT_FILE,
    /** A place that this platform does not use (COR-13). */
    UNUSED_FILE
  }

  /**
   * One identity.
   *
   * @param recipient the public key; for a plugin identity the one in the comment before it, absent
   *     where there is none
   * @param line from 1
   */
  public record Entry(Optional<String> recipient, boolean plugin, int line) {}

  /**
   * A public key in a comment or line.
   *
   * @param entryLine line of the identity that follows it, 0 where none does
   */
  public record RecipientComment(String recipient, int line, int entryLine) {}

  /**
   * What is wrong with the file.
   *
   * @param line from 1; 0 for the file as a whole
   */
  public record Problem(Kind kind, int line, String message) {

    /** Kinds of problems. */
    public enum Kind {
      /** Not there, or not readable (COR-06). */
      UNREADABLE,
      /** A line that is no identity: sops drops the whole source. */
      BAD_LINE,
      /** A plugin identity without a recipient before it (COR-10). */
      PLUGIN_WITHOUT_RECIPIENT,
      /** Readable by group or others (COR-11). */
      PERMISSIONS,
      /** Protected by a passphrase, so its identities are not known. */
      ENCRYPTED
    }
  }
}
