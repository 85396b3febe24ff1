package flotilla.discovery.consul;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that signs itself, for 127.0.0.1, made by the JDK's keytool, with its key, also as PEM files. */
record Certificate(Path directory, String name, KeyStore store) {

    private static final char[] PASSWORD = "password".toCharArray();

    static Certificate make(Path directory, String name) throws Exception {
        var file = directory.resolve(name + ".p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-alias",
                        name,
                        "-storepass",
                        "password",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1")
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
        var certificate = new Certificate(directory, name, KeyStore.getInstance(file.toFile(), PASSWORD));
        certificate.write(
                certificate.certificateFile(),
                "CERTIFICATE",
                certificate.store.getCertificate(name).getEncoded());
        certificate.write(
                certificate.keyFile(),
                "PRIVATE KEY",
                certificate.store.getKey(name, PASSWORD).getEncoded());
        return certificate;
    }

    Path certificateFile() {
        return directory.resolve(name + ".pem");
    }

    Path keyFile() {
        return directory.resolve(name + ".key");
    }

    /** TLS of a server that shows this certificate and trusts the other. */
    SSLContext serverThatTrusts(Certificate other) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(other.name, other.store.getCertificate(other.name));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private void write(Path file, String kind, byte[] encoded) throws IOException {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }
}
