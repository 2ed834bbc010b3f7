package org.keytally.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --user}, for commands that judge a workstation: it has to be this person's. */
final class UserOption {

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "The person you are, whose keys have to be at hand.")
  private Optional<String> name = Optional.empty();

  /** A person of the configuration or a clan user. */
  Optional<String> name() {
    return name;
  }
}
