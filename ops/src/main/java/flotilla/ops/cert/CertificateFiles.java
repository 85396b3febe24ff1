package flotilla.ops.cert;

import flotilla.discovery.InvalidValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * A directory of certificates as PEM files (RFC 7468): {@code name.pem} and its key {@code name.key} in PKCS #8, which only
 * its owner reads. A file is there whole or not at all.
 */
public final class CertificateFiles {

    /** The name of an authority's files. */
    public static final String AUTHORITY = "ca";

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path directory;

    public CertificateFiles(Path directory) {
        this.directory = directory;
    }

    public Path certificate(String name) {
        return directory.resolve(name + ".pem");
    }

    public Path key(String name) {
        return directory.resolve(name + ".key");
    }

    /**
     * Makes sure that nothing is written over.
     *
     * @throws InvalidValue naming the file that is there
     */
    public void requireAbsent(String name) {
        for (var file : List.of(certificate(name), key(name))) {
            InvalidValue.require(!Files.exists(file), "--out", file + " is there already", "another --out, or --force");
        }
    }

    /** Writes a certificate and its key, the key first: a running node takes a new pair once both are there. */
    public void write(String name, Signed signed) throws IOException {
        write(key(name), "rw-------", pem("PRIVATE KEY", signed.key().getEncoded()));
        writeCertificate(name, signed.certificate());
    }

    /** Writes a certificate alone. */
    public void writeCertificate(String name, X509Certificate certificate) throws IOException {
        try {
            write(certificate(name), "rw-r--r--", pem("CERTIFICATE", certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was just made has no encoding", e);
        }
    }

    /**
     * Reads a certificate and its key back.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    public Signed read(String name) throws IOException {
        var certificate = certificate(name);
        var key = key(name);
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var read = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes(certificate)));
            var spec = new PKCS8EncodedKeySpec(content(key));
            return new Signed(read, KeyFactory.getInstance("EC").generatePrivate(spec));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    certificate + " and " + key + " are no authority of flotilla cert ca: " + e.getMessage(), e);
        }
    }

    private static byte[] content(Path file) throws IOException {
        var text = new String(bytes(file), StandardCharsets.ISO_8859_1);
        return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file or directory (flotilla cert ca makes an authority)", e);
        }
    }

    private static String pem(String kind, byte[] encoded) {
        return "-----BEGIN " + kind + "-----\n" + LINES.encodeToString(encoded) + "\n-----END " + kind + "-----\n";
    }

    private void write(Path file, String permissions, String text) throws IOException {
        try {
            Files.createDirectories(directory);
            // Under another name and closed to others from its first byte on.
            var attribute = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            var next = Files.createTempFile(directory, "." + file.getFileName(), ".next", attribute);
            try {
                Files.writeString(next, text);
                Files.setPosixFilePermissions(next, PosixFilePermissions.fromString(permissions));
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (FileSystemException e) {
            throw new IOException(file + ": cannot be written: " + e, e);
        }
    }
}
