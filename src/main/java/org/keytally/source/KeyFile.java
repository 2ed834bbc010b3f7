package org.keytally.source;

import java.util.List;
import java.util.Optional;

/**
 * One place that sops or clan takes a person's private keys from, without the private keys.
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

  /** Whether an identity of it has this public key; ssh keys are compared without their comment. */
  public boolean holds(String recipient) {
    for (Entry entry : entries) {
      if (entry.recipient().isPresent()
          && withoutComment(entry.recipient().get()).equals(withoutComment(recipient))) {
        return true;
      }
    }
    return false;
  }

  /** Whether it has a problem of this kind. */
  public boolean has(Problem.Kind kind) {
    for (Problem problem : problems) {
      if (problem.kind() == kind) {
        return true;
      }
    }
    return false;
  }

  private static String withoutComment(String recipient) {
    if (!recipient.startsWith("ssh-")) {
      return recipient;
    }
    int blank = recipient.indexOf(' ');
    int comment = blank < 0 ? -1 : recipient.indexOf(' ', blank + 1);
    return comment < 0 ? recipient : recipient.substring(0, comment);
  }

  /**
   * Where a key file is named; in the order in which clan looks, where the first hides the rest.
   */
  public enum Origin {
    /** Named on the command line; then nothing else is looked at. */
    OPTION(true),
    /** The text of {@code SOPS_AGE_KEY}. */
    SOPS_AGE_KEY(true),
    /** The path in {@code SOPS_AGE_KEY_FILE}. */
    SOPS_AGE_KEY_FILE(true),
    /** {@code sops/age/keys.txt} in the configuration folder of the platform. */
    DEFAULT_FILE(true),
    /** The path in {@code SOPS_AGE_SSH_PRIVATE_KEY_FILE}. */
    SSH_PRIVATE_KEY_FILE(false),
    /** {@code ~/.ssh/id_ed25519} or {@code ~/.ssh/id_rsa}. */
    SSH_DEFAULT_FILE(false),
    /** The command in {@code SOPS_AGE_SSH_PRIVATE_KEY_CMD} or {@code SOPS_AGE_KEY_CMD}; not run. */
    COMMAND(false),
    /** A place that this platform does not use (COR-13). */
    UNUSED_FILE(false);

    private final boolean clan;

    Origin(boolean clan) {
      this.clan = clan;
    }

    /** Whether clan looks there; sops looks everywhere but in an unused file. */
    public boolean isClan() {
      return clan;
    }
  }

  /**
   * One identity.
   *
   * @param recipient the public key; for a plugin identity the one in the comment before it; absent
   *     where there is none, or where the identity is not known to age
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
   * @param message a clause without the place: what it is, and what it means
   */
  public record Problem(Kind kind, int line, String message) {

    /** Kinds of problems. */
    public enum Kind {
      /** Named but not there, or not readable (COR-06). */
      UNREADABLE,
      /** A line that is no identity: sops drops the whole source. */
      BAD_LINE,
      /** A plugin identity without a recipient before it (COR-10). */
      PLUGIN_WITHOUT_RECIPIENT,
      /** Open to group or others, or in a folder that they may write to (COR-11). */
      PERMISSIONS,
      /** Protected by a passphrase, so its identities are not known. */
      ENCRYPTED,
      /** Lines end as on Windows. */
      WINDOWS_LINES
    }
  }
}
