package io.tidemark.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** An authority of a test, and what it signs, as PEM files. */
public final class TestCertificates {

  private final Path folder;
  private final X509Bundle authority;

  /** A certificate and its key, in PEM (PKCS #8). */
  public record Signed(Path certificate, Path key) {}

  private TestCertificates(Path folder) {
    this.folder = folder;
    try {
      this.authority =
          named("authority of a test").setIsCertificateAuthority(true).buildSelfSigned();
    } catch (Exception e) { // what the builder declares
      throw new IllegalStateException("the authority cannot be made", e);
    }
    write(authority(), authority.getCertificatePEM());
  }

  /** A new authority. */
  public static TestCertificates in(Path folder) {
    try {
      return new TestCertificates(Files.createDirectories(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The certificate of the authority. */
  public Path authority() {
    return folder.resolve("ca.pem");
  }

  /**
   * Signs a new key.
   *
   * @param name its common name
   * @param dnsName its only alternative name
   */
  public Signed sign(String name, String dnsName) {
    try {
      X509Bundle signed = named(name).addSanDnsName(dnsName).buildIssuedBy(authority);
      Path certificate = write(folder.resolve(name + ".crt"), signed.getCertificatePEM());
      Path key = write(folder.resolve(name + ".key"), signed.getPrivateKeyPEM());
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      return new Signed(certificate, key);
    } catch (Exception e) { // what the builder declares
      throw new IllegalStateException("the key of " + name + " cannot be signed", e);
    }
  }

  private static CertificateBuilder named(String name) {
    return new CertificateBuilder().ecp256().subject("CN=" + name);
  }

  private static Path write(Path file, String pem) {
    try {
      return Files.writeString(file, pem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
