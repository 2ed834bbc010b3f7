package org.keytally.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keytally.check.Acceptances;
import org.keytally.check.EvidenceKind;
import org.keytally.check.Finding;
import org.keytally.check.Report;
import org.keytally.config.AcceptanceEdit;
import org.keytally.config.Configuration;
import org.keytally.config.Configuration.Accepted;
import org.keytally.config.ConfigurationException;
import picocli.CommandLine.Option;

/** {@code --accept} and what belongs to it: writes findings into {@code .keytally.yaml}. */
final class AcceptOptions {

  private static final int USUAL_DAYS = 90;

  @Option(
      names = "--accept",
      description = {
        "Write the findings of the work tree into .keytally.yaml as accepted;",
        "with --only, those of these rules."
      })
  private boolean accept;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "With --accept: why they are borne, for the next reader.")
  private Optional<String> reason = Optional.empty();

  @Option(
      names = "--expires",
      paramLabel = "DATE",
      description = "With --accept: the last day, as in 2026-12-31; default in 90 days.")
  private Optional<String> expires = Optional.empty();

  /** Whether findings are to be accepted. */
  boolean wanted() throws UsageException {
    if (!accept && (reason.isPresent() || expires.isPresent())) {
      throw new UsageException("--reason and --expires go with --accept.");
    }
    if (accept && reason.isEmpty()) {
      throw new UsageException("--accept needs --reason TEXT, for the next reader.");
    }
    return accept;
  }

  /**
   * Writes down what was found.
   *
   * @param root of the work tree
   * @param today on which the acceptance begins
   * @return what was done, for the person at the terminal
   */
  String write(Report report, Path root, LocalDate today)
      throws UsageException, UnusableConfigurationException, IOException {
    LocalDate end = end(today);
    List<Accepted> entries = new ArrayList<>();
    Set<String> known = new HashSet<>();
    int left = 0;
    for (Finding finding : report.findings()) {
      if (finding.evidence() == EvidenceKind.WORKSTATION
          || finding.rule().equals("acceptance-unused")) {
        continue;
      }
      Accepted entry = Acceptances.of(finding, reason.orElseThrow(), end);
      if (!AcceptanceEdit.canHold(entry)) {
        left++;
      } else if (known.add(entry.rule() + '\n' + entry.fingerprint())) {
        entries.add(entry);
      }
    }
    String unwritable =
        left == 0
            ? ""
            : " "
                + left
                + " could not be accepted: their paths or the reason hold characters that"
                + " cannot be written down.";
    if (entries.isEmpty()) {
      return "There is nothing to accept; "
          + Configuration.FILE_NAME
          + " stays as it is."
          + unwritable;
    }
    write(root.resolve(Configuration.FILE_NAME), entries);
    return "Accepted "
        + entries.size()
        + (entries.size() == 1 ? " finding" : " findings")
        + " until "
        + end
        + " in "
        + Configuration.FILE_NAME
        + "; commit it."
        + unwritable;
  }

  private LocalDate end(LocalDate today) throws UsageException {
    LocalDate end;
    try {
      end = expires.isPresent() ? LocalDate.parse(expires.get()) : today.plusDays(USUAL_DAYS);
    } catch (DateTimeException e) {
      throw new UsageException("--expires " + expires.get() + " is no date such as 2026-12-31.");
    }
    if (end.isBefore(today)) {
      throw new UsageException("--expires " + end + " is over; give a day to come.");
    }
    return end;
  }

  private static void write(Path file, List<Accepted> entries)
      throws UsageException, UnusableConfigurationException, IOException {
    boolean exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    if (exists && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException(file + " is not a file; nothing was written.");
    }
    byte[] content;
    try {
      content = AcceptanceEdit.add(exists ? Files.readAllBytes(file) : new byte[0], entries);
    } catch (ConfigurationException e) {
      throw new UnusableConfigurationException(Configuration.FILE_NAME, e);
    }
    Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".keytally", ".new");
    try {
      Files.write(fresh, content);
      Files.setPosixFilePermissions(
          fresh,
          exists
              ? Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
              : PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
