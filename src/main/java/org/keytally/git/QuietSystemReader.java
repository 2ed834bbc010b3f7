package org.keytally.git;

import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * JGit's view of this computer, without its side effects: it runs no git program to find the system
 * configuration, writes no {@code jgit/config} to the home directory, and does not spend three
 * seconds writing probe files into the repository to measure time stamps.
 */
final class QuietSystemReader extends SystemReader.Delegate {

  private final Map<String, String> environment;
  private final File directory;

  /**
   * Wraps JGit's own reader.
   *
   * @param environment variables that come before those of the process
   * @param directory what relative paths in {@code GIT_DIR} and its like start from
   */
  QuietSystemReader(SystemReader system, Map<String, String> environment, File directory) {
    super(system);
    this.environment = environment;
    this.directory = directory;
  }

  @Override
  @SuppressWarnings("NullAway") // JGit asks for null where a variable is not set.
  public String getenv(String variable) {
    String value =
        environment.containsKey(variable) ? environment.get(variable) : super.getenv(variable);
    if (value == null) {
      return null;
    }
    return switch (variable) {
      case "GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR" ->
          directory.toPath().resolve(value).toString();
      default -> value;
    };
  }

  String home() {
    String home = getenv("HOME");
    return home == null ? String.valueOf(getProperty("user.home")) : home;
  }

  /** The folder of git's files below {@code XDG_CONFIG_HOME} (git(1), FILES). */
  File xdgGitFolder() {
    String xdg = getenv("XDG_CONFIG_HOME");
    return new File(xdg == null || xdg.isEmpty() ? home() + "/.config" : xdg, "git");
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    String name = getenv("GIT_CONFIG_SYSTEM");
    String off = getenv("GIT_CONFIG_NOSYSTEM");
    boolean none = off != null && !off.isEmpty() && !off.equals("0") && !off.equals("false");
    return new Settings(
        parent, new File(none ? "/dev/null" : name == null ? "/etc/gitconfig" : name), fs);
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    String name = getenv("GIT_CONFIG_GLOBAL");
    if (name != null) {
      return new Settings(parent, new File(name), fs);
    }
    Settings xdg = new Settings(parent, new File(xdgGitFolder(), "config"), fs);
    return new Settings(xdg, new File(home(), ".gitconfig"), fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new Settings(parent, new File("/dev/null"), fs);
  }

  /** Configuration that knows the time stamp resolution, so that it is not measured. */
  private static final class Settings extends FileBasedConfig {

    private boolean loaded;

    Settings(Config parent, File file, FS fs) {
      super(parent, file, fs);
    }

    @Override
    public void load() throws IOException, ConfigInvalidException {
      loaded = true;
      if (getFile().isFile()) {
        super.load();
      }
    }

    @Override
    public void save() {
      throw new UnsupportedOperationException("configuration is only read");
    }

    @Override
    public boolean isOutdated() {
      return !loaded;
    }

    @Override
    public long getTimeUnit(
        String section, String subsection, String name, long defaultValue, TimeUnit unit) {
      if ("filesystem".equals(section)) {
        return "timestampResolution".equals(name) ? unit.convert(10, TimeUnit.MICROSECONDS) : 0;
      }
      return super.getTimeUnit(section, subsection, name, defaultValue, unit);
    }
  }
}
