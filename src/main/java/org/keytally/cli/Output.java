package org.keytally.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A stream that remembers why it could not be written to, and then takes no more. The reader of a
 * pipe may leave early ({@code keytally check | head}): that is not an error.
 */
final class Output extends OutputStream {

  private final OutputStream target;
  private Optional<IOException> failure = Optional.empty();

  Output(OutputStream target) {
    this.target = target;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (failure.isEmpty()) {
      try {
        target.write(bytes, offset, length);
      } catch (IOException e) {
        failure = Optional.of(e);
      }
    }
  }

  @Override
  public void flush() {
    if (failure.isEmpty()) {
      try {
        target.flush();
      } catch (IOException e) {
        failure = Optional.of(e);
      }
    }
  }

  /** Why what was written has not arrived; empty if it has, or if nobody wants it any more. */
  Optional<String> failure() {
    if (failure.isEmpty()) {
      return Optional.empty();
    }
    String reason = String.valueOf(failure.get().getMessage());
    return reason.contains("Broken pipe") ? Optional.empty() : Optional.of(reason);
  }
}
