package org.keytally.git;

/** A repository that cannot be read. The message is for the person at the terminal. */
public final class RepositoryException extends Exception {

  private static final long serialVersionUID = 1L;

  public RepositoryException(String message) {
    super(message);
  }

  public RepositoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
