package org.keytally.age;

import java.util.Optional;

/**
 * The person at the terminal, for what only they know: passphrases of keys, and what a plugin asks
 * for. Asked only when there is no other way on.
 */
public interface Prompt {

  /** Nobody: every question is refused. */
  Prompt NOBODY =
      new Prompt() {
        @Override
        public boolean tell(String message) {
          return false;
        }

        @Override
        public Optional<byte[]> secret(String question) {
          return Optional.empty();
        }

        @Override
        public Optional<String> answer(String question) {
          return Optional.empty();
        }

        @Override
        public Optional<Boolean> confirm(String question, String yes, Optional<String> no) {
          return Optional.empty();
        }
      };

  /**
   * Shows something that has to be done, as touching a security key.
   *
   * @param message may hold any character; to be escaped
   * @return whether it was shown
   */
  boolean tell(String message);

  /**
   * Asks for a passphrase or a PIN, without echo.
   *
   * @return UTF-8 without line end, wiped by the caller; absent where nobody can answer
   */
  Optional<byte[]> secret(String question);

  /** Asks for something that is no secret. */
  Optional<String> answer(String question);

  /**
   * Asks to choose.
   *
   * @param yes the word for true
   * @param no the word for false, where there is a choice at all
   */
  Optional<Boolean> confirm(String question, String yes, Optional<String> no);
}
