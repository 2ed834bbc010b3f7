package org.keytally.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.keytally.check.Report;
import org.keytally.report.ReportFormat;
import org.keytally.report.Style;

/** A report in a file: {@code --report FORMAT=FILE}. */
record ReportFile(ReportFormat format, Path file) {

  /**
   * What was typed.
   *
   * @param typed one {@code FORMAT=FILE} each
   * @param directory where relative paths begin
   */
  static List<ReportFile> parse(List<String> typed, Path directory) throws UsageException {
    List<ReportFile> files = new ArrayList<>();
    for (String each : typed) {
      int equals = each.indexOf('=');
      if (equals < 1 || equals == each.length() - 1) {
        throw new UsageException(
            "--report takes FORMAT=FILE, as in --report sarif=keytally.sarif.");
      }
      Path file = directory.resolve(each.substring(equals + 1)).normalize();
      Path parent = file.getParent();
      if (parent == null || !Files.isDirectory(parent) || Files.isDirectory(file)) {
        throw new UsageException(
            "--report " + each + ": " + file + " is not a file in a folder that exists.");
      }
      files.add(new ReportFile(format(each.substring(0, equals)), file));
    }
    return files;
  }

  private static ReportFormat format(String name) throws UsageException {
    StringBuilder known = new StringBuilder();
    for (ReportFormat format : ReportFormat.values()) {
      if (format.toString().equals(name)) {
        return format;
      }
      known.append(known.isEmpty() ? "" : ", ").append(format);
    }
    throw new UsageException("--report knows no format " + name + "; it knows " + known + ".");
  }

  /**
   * Writes the report: whoever reads the file finds the old content or the new, never a part of it.
   * What is not a file, such as a pipe, is written to as it is.
   *
   * @throws IOException if the file cannot be written, with a sentence that names it
   */
  void write(Report report) throws IOException {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        write(report, Files.newBufferedWriter(file, UTF_8, StandardOpenOption.WRITE));
        return;
      }
      Path target = Files.exists(file) ? file.toRealPath() : file;
      Path fresh =
          target.resolveSibling(
              "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".new");
      try {
        write(
            report,
            Files.newBufferedWriter(
                fresh, UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
      throw new IOException("the report " + file + " could not be written: " + reason, e);
    }
  }

  private void write(Report report, BufferedWriter writer) throws IOException {
    try (Writer out = writer) {
      format.writer(Style.PLAIN).write(report, out);
    }
  }
}
