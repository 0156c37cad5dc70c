package io.tidemark.access;

/** Whether a credential is good is known elsewhere, and elsewhere does not answer. */
public final class AuthUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AuthUnavailableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
