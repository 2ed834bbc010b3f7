package org.keytally.repair;

/**
 * One change of one path, which is carried out only where the path still is as it was when the plan
 * was made.
 */
public sealed interface Edit {

  /** Relative to the root of the work tree, with {@code /}. */
  String path();

  /** What has to stand there. */
  State before();

  /** What will stand there. */
  State after();

  /** Other bytes for a file. */
  record Rewrite(String path, State before, Content content, boolean executable) implements Edit {
    @Override
    public State after() {
      return State.file(content, executable);
    }
  }

  /** A link, in place of nothing, of a file, or of another link. */
  record Link(String path, State before, String target) implements Edit {
    @Override
    public State after() {
      return State.link(target);
    }
  }

  /** Nothing, in place of a file or link. */
  record Delete(String path, State before) implements Edit {
    @Override
    public State after() {
      return State.NOTHING;
    }
  }

  /** A file that is executable no more, or becomes it. */
  record Mode(String path, State before, boolean executable) implements Edit {
    @Override
    public State after() {
      return new State(executable ? State.Kind.EXECUTABLE : State.Kind.FILE, before.digest());
    }
  }
}
