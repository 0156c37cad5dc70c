package io.tidemark.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority of a test, and what it signs: PEM files, made with the JDK's keytool. */
public final class TestCertificates {

  private static final String PASSWORD = "changeit";

  /** A certificate and its key, in PEM (PKCS #8). */
  public record Signed(Path certificate, Path key) {}

  private final Path folder;
  private final Path store;

  private TestCertificates(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("store.p12");
    keytool("-genkeypair", "-alias", "ca", "-dname", "CN=authority of a test", "-ext", "bc:c");
    pem(folder.resolve("ca.pem"), "CERTIFICATE", certificate("ca"));
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
   * @param san its alternative names, such as {@code dns:localhost,ip:127.0.0.1}
   */
  public Signed sign(String name, String san) {
    keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name);
    Path request = folder.resolve(name + ".csr");
    Path signed = folder.resolve(name + ".crt");
    keytool("-certreq", "-alias", name, "-file", request.toString());
    keytool(
        "-gencert",
        "-alias",
        "ca",
        "-ext",
        "san=" + san,
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString(),
        "-rfc");
    Path key = folder.resolve(name + ".key");
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      pem(key, "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the key of " + name + " cannot be read", e);
    }
    return new Signed(signed, key);
  }

  private byte[] certificate(String alias) {
    try {
      return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray())
          .getCertificate(alias)
          .getEncoded();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no certificate of " + alias, e);
    }
  }

  private static void pem(Path file, String what, byte[] content) {
    try {
      Files.writeString(
          file,
          "-----BEGIN %s-----%n%s%n-----END %s-----%n"
              .formatted(what, Base64.getMimeEncoder().encodeToString(content), what));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keytool(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30"));
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
