package io.tidemark.servers;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;

/** Failures of connections with TLS. */
public final class ServerCertificates {

  private ServerCertificates() {}

  /**
   * Whether a connection failed because the server's certificate is not trusted: it will not be
   * trusted in a moment either.
   */
  public static boolean isRefused(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
        return true;
      }
    }
    return false;
  }
}
