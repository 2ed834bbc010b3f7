package org.keytally.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern for paths as gitignore has them: {@code *} and {@code ?} within one name, {@code **}
 * for any number of folders. Without a slash it is looked for at any depth, with one from the
 * repository root; a trailing slash means folders only. What covers a folder covers all below it.
 * There is no negation, and {@code [} stands for itself.
 *
 * <p>Matching takes time in the product of both lengths at worst, whatever the pattern.
 */
public final class PathGlob {

  private final String text;
  private final List<String> segments;
  private final boolean foldersOnly;

  /** Any text is a pattern; which ones are sensible is for {@link ConfigurationReader} to say. */
  public PathGlob(String text) {
    this.text = text;
    this.foldersOnly = text.endsWith("/");
    List<String> parts = split(text);
    boolean anywhere = parts.size() == 1 && !text.startsWith("/");
    if (anywhere) {
      parts.add(0, "**");
    }
    this.segments = List.copyOf(parts);
  }

  /** As written. */
  public String text() {
    return text;
  }

  /**
   * Whether the pattern is that of the path or of a folder above it.
   *
   * @param path of a file, relative to the repository root, with {@code /}
   */
  public boolean covers(String path) {
    List<String> names = split(path);
    int pattern = 0;
    int name = 0;
    int starPattern = -1;
    int starName = 0;
    while (true) {
      if (pattern == segments.size() && (!foldersOnly || name < names.size())) {
        return true;
      }
      if (pattern < segments.size() && segments.get(pattern).equals("**")) {
        boolean last = pattern == segments.size() - 1;
        if (last) {
          return name < names.size();
        }
        starPattern = ++pattern;
        starName = name;
      } else if (pattern < segments.size()
          && name < names.size()
          && matchesName(segments.get(pattern), names.get(name))) {
        pattern++;
        name++;
      } else if (starPattern >= 0 && starName < names.size()) {
        pattern = starPattern;
        name = ++starName;
      } else {
        return false;
      }
    }
  }

  private static boolean matchesName(String pattern, String name) {
    int p = 0;
    int n = 0;
    int starAt = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        starAt = p++;
        resume = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (starAt >= 0) {
        p = starAt + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** The names between slashes; empty ones do not count. */
  private static List<String> split(String path) {
    List<String> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == '/') {
        if (i > start) {
          names.add(path.substring(start, i));
        }
        start = i + 1;
      }
    }
    return names;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathGlob glob && glob.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
