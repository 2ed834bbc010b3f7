package org.keytally.history;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A long history made to order through git-fast-import(1): secrets that are edited, encrypted to
 * others and rotated in turn, by people who come and go, with a merge now and then. The same
 * numbers give the same commits.
 */
public final class SyntheticHistory {

  private static final int PEOPLE = 40;
  private static final int READERS = 10;

  private final OutputStream out;
  private final int[] wrapping;
  private final int[] value;
  private final int[] rotation;
  private int mark;
  private long time = 1_600_000_000L;

  private SyntheticHistory(OutputStream out, int secrets) {
    this.out = out;
    this.wrapping = new int[secrets];
    this.value = new int[secrets];
    this.rotation = new int[secrets];
  }

  /** Makes a bare repository: {@code DIRECTORY COMMITS SECRETS}. */
  public static void main(String[] args) throws Exception {
    write(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
  }

  /** Makes a bare repository with this many commits on its branch main, merges included. */
  static void write(Path directory, int commits, int secrets) throws Exception {
    run(directory, "init", "-q", "--bare", "-b", "main", ".").waitFor();
    Process git = run(directory, "fast-import", "--quiet");
    try (OutputStream out = new BufferedOutputStream(git.getOutputStream(), 1 << 16)) {
      new SyntheticHistory(out, secrets).write(commits);
    }
    if (git.waitFor() != 0) {
      throw new IOException("git fast-import failed");
    }
  }

  private static Process run(Path directory, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-c", "core.fsync=none"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    return builder.inheritIO().redirectInput(ProcessBuilder.Redirect.PIPE).start();
  }

  private void write(int commits) throws IOException {
    commit("main", -1, -1);
    for (int person = 0; person < PEOPLE; person++) {
      file(
          "sops/users/person" + person + "/key.json",
          "[{\"publickey\": \"" + key(person) + "\", \"type\": \"age\"}]\n");
    }
    for (int secret = 0; secret < wrapping.length; secret++) {
      secret(secret);
    }
    while (mark < commits) {
      int last = mark;
      if (mark % 100 == 50 && mark + 2 <= commits) {
        commit("side", last, -1);
        change();
        commit("main", last, mark);
        change();
      } else {
        commit("main", last, -1);
        change();
      }
    }
    out.write("done\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** One thing that happens: one of four, to one secret. */
  private void change() throws IOException {
    int secret = (int) (mark * 7919L % wrapping.length);
    switch (mark % 4) {
      case 0 -> wrapping[secret]++;
      case 1 -> value[secret]++;
      case 2 -> {
        wrapping[secret]++;
        rotation[secret]++;
      }
      default -> file("README", "state " + mark + '\n');
    }
    secret(secret);
  }

  private void commit(String branch, int parent, int merged) throws IOException {
    mark++;
    time += 3600;
    line("commit refs/heads/" + branch);
    line("mark :" + mark);
    line("committer Ada <ada@example.org> " + time + " +0000");
    line("data 5\nstep\n");
    if (parent > 0) {
      line("from :" + parent);
    }
    if (merged > 0) {
      line("merge :" + merged);
    }
  }

  private void secret(int secret) throws IOException {
    List<String> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      readers.add(key((secret + wrapping[secret] + i) % PEOPLE));
    }
    String name = "s" + secret;
    file(
        ScriptedFleet.path(name),
        ScriptedFleet.file(
            name + " wrapped " + wrapping[secret] + " ".repeat(200),
            name + " value " + value[secret] + " key " + rotation[secret],
            readers));
  }

  private static String key(int person) {
    return "age1person" + person;
  }

  private void file(String path, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    line("M 100644 inline " + path);
    line("data " + bytes.length);
    out.write(bytes);
    out.write('\n');
  }

  private void line(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }
}
