package org.keytally.clan;

/**
 * Something malformed that was met while reading; the rest was read on.
 *
 * @param path relative to the repository root
 * @param line from 1; 0 for the file as a whole
 * @param message a clause for a person, without path and line, and without private key text
 * @param detail what tells it from others of its kind in the same file, such as which key it is;
 *     empty where there is one at most
 */
public record Problem(Kind kind, String path, int line, String message, String detail) {

  public Problem(Kind kind, String path, int line, String message) {
    this(kind, path, line, message, "");
  }

  /** What is malformed; the catalogue row of the clan-repository reference in brackets. */
  public enum Kind {
    /** A folder in users/ or machines/ without key.json (KEY-01). */
    KEY_FILE_MISSING,
    /** key.json is not JSON, or has conflict markers (KEY-02). */
    KEY_FILE_UNPARSABLE,
    /** Neither object nor array of objects with a publickey (KEY-03). */
    KEY_FILE_SHAPE,
    /** {@code type} is missing or unknown (KEY-04). */
    KEY_TYPE,
    /** The key is not valid for its type (KEY-05). */
    KEY_MALFORMED,
    /** The key is valid but not spelled as sops compares it (KEY-06). */
    KEY_SPELLING,
    /** Private key text in a place that clan reads public keys from (KEY-07). */
    PRIVATE_KEY,
    /** No key in the list (KEY-08). */
    KEY_LIST_EMPTY,
    /** The same key twice in one file (KEY-09). */
    KEY_TWICE,
    /** The old form with one object (KEY-09). */
    KEY_FILE_OBJECT_FORM,
    /** A member of a key object that clan does not know and ignores (KEY-09). */
    KEY_FILE_MEMBER,
    /** A name that clan refuses (KEY-15, SEC-27, MAC-12). */
    INVALID_NAME,
    /** Two names that only differ in case (KEY-15, MAC-12). */
    NAMES_DIFFER_IN_CASE,
    /** An entry where none belongs in sops/ (KEY-16, SEC-19, GRP-07). */
    STRAY_ENTRY,
    /** An entry where none belongs in vars/ (VAR-25). */
    STRAY_VAR,
    /** A var's folder with none of {@code value}, {@code secret} and members (VAR-26). */
    VAR_WITHOUT_VALUE,
    /** {@code .validation-hash} is not 64 hex digits, or has an older name (VAR-09). */
    VALIDATION_HASH,
    /** A folder of a secret with members but no {@code secret} (SEC-01). */
    SECRET_MISSING,
    /** {@code secret} is executable (SEC-20). */
    SECRET_MODE,
    /** {@code secret} is a link or submodule (SEC-20). */
    SECRET_NO_FILE,
    /** {@code inventory.json} is invalid (MAC-10). */
    INVENTORY,
    /** The manifest in the tree cannot be used. */
    MANIFEST,
    /** {@code inventory.json} at the root of a flake whose clan directory is elsewhere (MAC-11). */
    INVENTORY_ELSEWHERE,
    /** A link below machines/, which declares no machine (MAC-13). */
    MACHINE_IS_LINK,
    /** Data of the facts system, which is gone (LEG-01). */
    LEGACY_FACTS,
    /** A layout of an older release or of third-party guides (LEG-02). */
    LEGACY_LAYOUT,
    /** Nix code that spells the name of a var on the host as older releases did (VAR-34). */
    RUNTIME_NAME,
    /** Content that could not be read: too large, or not permitted. */
    UNREADABLE
  }
}
