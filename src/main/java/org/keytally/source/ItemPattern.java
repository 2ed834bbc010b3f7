package org.keytally.source;

import java.util.Optional;

/**
 * How the items of a vault are called after persons, hosts and services.
 *
 * @param prefix before the name
 * @param suffix after it
 */
public record ItemPattern(String prefix, String suffix) {

  /** What stands for the name in a pattern's text. */
  public static final String NAME = "NAME";

  /** {@code sops-NAME-ssh}. */
  public static final ItemPattern USUAL = new ItemPattern("sops-", "-ssh");

  /**
   * Reads a pattern.
   *
   * @param text with {@code NAME} in it, as the configuration makes sure
   */
  public static ItemPattern of(String text) {
    int at = text.indexOf(NAME);
    return at < 0
        ? USUAL
        : new ItemPattern(text.substring(0, at), text.substring(at + NAME.length()));
  }

  /** The item of a person, host or service. */
  public String item(String name) {
    return prefix + name + suffix;
  }

  /** Whose item it is; absent if the pattern does not fit. */
  public Optional<String> name(String item) {
    boolean fits =
        item.length() > prefix.length() + suffix.length()
            && item.startsWith(prefix)
            && item.endsWith(suffix);
    return fits
        ? Optional.of(item.substring(prefix.length(), item.length() - suffix.length()))
        : Optional.empty();
  }

  /** The longest text that all items share, for a vault's own search. */
  String shared() {
    return prefix.length() >= suffix.length() ? prefix : suffix;
  }

  @Override
  public String toString() {
    return item(NAME);
  }
}
