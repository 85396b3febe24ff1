package flotilla.node.io.front;

import flotilla.discovery.InvalidValue;
import java.net.InetAddress;
import java.util.List;

/** A set of networks in CIDR notation (RFC 4632, RFC 4291), such as {@code 10.0.0.0/8} or {@code ::1}. */
public final class Networks {

    private record Network(InetAddress network, int bits) {

        boolean contains(byte[] candidate) {
            var address = network.getAddress();
            if (candidate.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (candidate[i] != address[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            return rest == 0 || (candidate[whole] ^ address[whole]) >> 8 - rest == 0;
        }
    }

    private final List<Network> networks;

    private Networks(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * @param name what they are called in errors
     * @throws InvalidValue if one of them is not a network
     */
    public static Networks of(String name, List<String> texts) {
        return new Networks(texts.stream().map(text -> parse(name, text)).toList());
    }

    public boolean contains(InetAddress address) {
        if (networks.isEmpty()) {
            return false;
        }
        var bytes = address.getAddress();
        return networks.stream().anyMatch(network -> network.contains(bytes));
    }

    private static Network parse(String name, String text) {
        try {
            int slash = text.indexOf('/');
            var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int most = address.getAddress().length * 8;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= most) {
                return new Network(address, bits);
            }
        } catch (IllegalArgumentException e) {
            // Said below, in the reader's words.
        }
        throw new InvalidValue(name, text, "networks such as 10.0.0.0/8, or addresses; " + text + " is neither");
    }
}
