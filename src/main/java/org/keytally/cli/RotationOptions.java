package org.keytally.cli;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.keytally.source.LoadedIdentities;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of all commands that replace keys or take them away. */
final class RotationOptions {

  @Mixin private ApplyOptions applying = new ApplyOptions();

  @Option(
      names = "--trust",
      paramLabel = "NAME",
      split = ",",
      description =
          "Take this user's or machine's word that it opens its files, where its private key is not"
              + " here to prove it.")
  private Set<String> trusted = new LinkedHashSet<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "How it is written: ${COMPLETION-CANDIDATES}; default is text. markdown is a checklist of"
              + " the values to replace.")
  private RotationFormat format = RotationFormat.TEXT;

  @Mixin private KeyFileOption keyFile = new KeyFileOption();

  boolean apply() {
    return applying.apply();
  }

  boolean yes() {
    return applying.yes();
  }

  boolean commit() {
    return applying.commit();
  }

  Set<String> trusted() {
    return trusted;
  }

  RotationFormat format() {
    return format;
  }

  Optional<String> keyFile() {
    return keyFile.typed();
  }

  /** The private keys at hand; the caller closes them. */
  LoadedIdentities identities(Keytally keytally) {
    return keyFile.identities(keytally);
  }

  /** Refuses what does not go together. */
  void require(Terminal terminal) throws UsageException {
    applying.require(terminal);
  }
}
