package org.keytally.source;

import java.util.Optional;
import org.keytally.age.Prompt;

/** Says with each question which key it is about. */
record PlacedPrompt(Prompt prompt, String location) implements Prompt {

  @Override
  public boolean tell(String message) {
    return prompt.tell(message + " (" + location + ")");
  }

  @Override
  public Optional<byte[]> secret(String question) {
    return prompt.secret(question + " (" + location + ")");
  }

  @Override
  public Optional<String> answer(String question) {
    return prompt.answer(question + " (" + location + ")");
  }

  @Override
  public Optional<Boolean> confirm(String question, String yes, Optional<String> no) {
    return prompt.confirm(question + " (" + location + ")", yes, no);
  }
}
