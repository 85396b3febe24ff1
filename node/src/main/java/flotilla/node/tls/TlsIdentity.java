package flotilla.node.tls;

import flotilla.discovery.InvalidValue;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate with its private key: who we are.
 *
 * @param key of the first certificate
 * @param chain our own certificate first, then those that signed it
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {

    private static final byte[] PROBE = {1, 2, 3};

    public TlsIdentity {
        InvalidValue.require(!chain.isEmpty(), "chain", "[]", "at least one certificate");
        chain = List.copyOf(chain);
        InvalidValue.require(
                belongs(key, chain.getFirst().getPublicKey()),
                "key",
                "a key of kind " + key.getAlgorithm(),
                "the key of the certificate of " + chain.getFirst().getSubjectX500Principal());
    }

    private static boolean belongs(PrivateKey key, PublicKey certified) {
        try {
            var signature = Signature.getInstance(algorithm(certified));
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // A key of another kind can not even be asked.
            return false;
        }
    }

    private static String algorithm(PublicKey certified) {
        return switch (certified.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case String other -> other;
        };
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "TlsIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
