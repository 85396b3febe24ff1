package flotilla.node.io.http1;

import flotilla.node.io.http1.RequestHeadParser.Progress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a parser made of some bytes.
 *
 * @param status 200 for a head that is whole, 0 for one that wants more, else that of its refusal
 * @param consumed bytes of the head, if it is whole
 */
record HeadReading(
        int status,
        String detail,
        int consumed,
        String method,
        String target,
        String protocol,
        String host,
        List<String> fields,
        boolean persistent,
        boolean chunked,
        long length) {

    /** Reads the bytes in pieces that end at these positions and at their end. */
    static HeadReading of(String raw, int... ends) {
        return of(new RequestHeadParser(), raw, ends);
    }

    static HeadReading of(RequestHeadParser parser, String raw, int... ends) {
        parser.begin(RequestCorpus.MAX_HEAD);
        var bytes = Ascii.bytes(raw);
        int from = 0;
        for (int i = 0; i <= ends.length; i++) {
            int to = i == ends.length ? bytes.length : ends[i];
            var piece = ByteBuffer.wrap(bytes, from, to - from);
            if (feed(parser, piece) == Progress.DONE) {
                return of(parser, piece.position());
            }
            from = to;
        }
        return of(parser, 0);
    }

    private static Progress feed(RequestHeadParser parser, ByteBuffer piece) {
        while (true) {
            var progress = parser.read(piece);
            if (progress != Progress.FULL) {
                return progress;
            }
            parser.grow();
        }
    }

    private static HeadReading of(RequestHeadParser parser, int consumed) {
        var head = parser.head();
        var refusal = head.refusal();
        var fields = new ArrayList<String>();
        for (int i = 0; i < head.lines(); i++) {
            var line = new byte[head.size(i, i + 1)];
            head.copyLines(i, i + 1, line, 0);
            fields.add(Ascii.string(line, 0, line.length));
        }
        return new HeadReading(
                refusal != null ? refusal.reason().status() : head.whole() ? 200 : 0,
                refusal == null ? "" : refusal.reason().code() + " " + refusal.detail(),
                head.whole() ? consumed : 0,
                head.method(),
                head.target(),
                head.protocol(),
                head.host(),
                fields,
                head.persistent(),
                head.chunked(),
                head.contentLength());
    }

    /** The head written anew from what was understood of it. */
    String written() {
        return method + " " + target + " " + protocol + "\r\n" + String.join("", fields) + "\r\n";
    }

    @Override
    public String toString() {
        return status + " " + detail + ", " + consumed + " bytes, " + brief(method) + " " + brief(target) + " "
                + protocol + ", " + fields.size() + " fields, length " + length;
    }

    private static String brief(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }
}
