package io.tidemark.access;

/** A credential cannot be checked: the database or the issuer of tokens does not answer. */
public final class AuthUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AuthUnavailableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
