package flotilla.node.io.http1;

import flotilla.node.resilience.Failure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request (RFC 9112 sections 3 and 5) as the bytes that came, and where in them each part is. What is
 * passed on is copied from here; a String is made of a part only when somebody asks for it.
 *
 * <p>A head that {@link RequestHeadParser} refused is one too: it has whatever came before the defect, and a {@link
 * #refusal}. So a request that cannot be read goes the way of all others, as far as the first who looks at that.
 *
 * <p>It owns its bytes, as they are needed until the request has ended: by a second try, by the access log. Filled by
 * its parser, used by one request at a time, on one I/O thread.
 */
public final class RequestHead {

    private static final byte[] USER_AGENT = Ascii.bytes("user-agent");

    final RequestLine line = new RequestLine();
    byte[] bytes = {};
    int lines;
    int[] starts = new int[32];
    int[] colons = new int[32];
    int[] ends = new int[32];
    HeaderKind[] kinds = new HeaderKind[32];
    int host;
    boolean close;
    boolean keepAlive;
    boolean nominates;
    boolean explain;
    boolean chunked;
    long contentLength;
    boolean whole;

    @Nullable Failure refusal;

    private final HeadText method = new HeadText();
    private final HeadText target = new HeadText();
    private final HeadText path = new HeadText();
    private final HeadText protocol = new HeadText();
    private final HeadText authority = new HeadText();
    private final HeadText userAgent = new HeadText();

    RequestHead() {
        Arrays.fill(kinds, HeaderKind.OTHER);
    }

    void begin() {
        line.begin(0);
        lines = 0;
        host = -1;
        close = false;
        keepAlive = false;
        nominates = false;
        explain = false;
        chunked = false;
        contentLength = -1;
        whole = false;
        refusal = null;
    }

    void add(int start, int colon, int end, HeaderKind kind) {
        if (lines == starts.length) {
            starts = Arrays.copyOf(starts, lines * 2);
            colons = Arrays.copyOf(colons, lines * 2);
            ends = Arrays.copyOf(ends, lines * 2);
            kinds = Arrays.copyOf(kinds, lines * 2);
        }
        starts[lines] = start;
        colons[lines] = colon;
        ends[lines] = end;
        kinds[lines] = kind;
        lines++;
    }

    /** Why the request must not be served, or null. */
    public @Nullable Failure refusal() {
        return refusal;
    }

    /** Whether all of it has come and what follows on the connection is understood. */
    public boolean whole() {
        return whole && refusal == null;
    }

    // The request line

    public String method() {
        return method.of(bytes, line.start, line.methodTo);
    }

    /** Path and query; {@code *} for a server as a whole. */
    public String target() {
        if (line.pathless()) {
            return pathlessTarget() + Ascii.string(bytes, line.pathFrom, line.targetTo);
        }
        return target.of(bytes, line.pathFrom, line.targetTo);
    }

    /** The target without its query. */
    public String path() {
        if (line.pathless()) {
            return pathlessTarget();
        }
        int end = line.pathFrom;
        while (end < line.targetTo && bytes[end] != '?') {
            end++;
        }
        return end == line.targetTo ? target() : path.of(bytes, line.pathFrom, end);
    }

    /** A URI without a path stands for the root, or asks a server for its options (RFC 9112 section 3.2.4). */
    private String pathlessTarget() {
        return line.asterisk(bytes) ? "*" : "/";
    }

    /** As it was sent; empty if the line did not get so far. */
    public String protocol() {
        return protocol.of(bytes, line.versionFrom, line.versionTo);
    }

    public boolean http10() {
        return line.http10;
    }

    /**
     * Copies method and target with the blank between them; returns the position behind them.
     *
     * @param skipped bytes that the target's path loses at its beginning
     */
    public int copyMethodAndTarget(byte[] to, int at, int skipped) {
        int end = copy(line.start, line.methodTo, to, at);
        to[end++] = ' ';
        if (line.pathless()) {
            return Ascii.put(target(), to, end);
        }
        int from = line.pathFrom + skipped;
        if (from == line.targetTo || bytes[from] == '?') {
            to[end++] = '/';
        }
        return copy(from, line.targetTo, to, end);
    }

    /** The most bytes that {@link #copyMethodAndTarget} puts. */
    public int lineSize() {
        return line.targetTo - line.start + 2;
    }

    // Fields

    public int lines() {
        return lines;
    }

    public HeaderKind kind(int index) {
        return kinds[index];
    }

    /** Copies whole lines, as they were spelt; returns the position behind them. */
    public int copyLines(int first, int past, byte[] to, int at) {
        return copy(starts[first], ends[past - 1] + 2, to, at);
    }

    /** The bytes of these lines, each with its end. */
    public int size(int first, int past) {
        return ends[past - 1] + 2 - starts[first];
    }

    /** A line's value without the blanks around it. */
    public String value(int index) {
        return Ascii.string(bytes, valueFrom(index), valueTo(index));
    }

    /** The bytes of a line's value. */
    public int valueSize(int index) {
        return valueTo(index) - valueFrom(index);
    }

    /** Copies a line's value without the blanks around it, as far as there is room; returns how much. */
    public int copyValue(int index, byte[] to) {
        int size = Math.min(valueSize(index), to.length);
        System.arraycopy(bytes, valueFrom(index), to, 0, size);
        return size;
    }

    /** How often this byte stands in a line's value. */
    public int count(int index, char wanted) {
        int count = 0;
        int end = valueTo(index);
        for (int at = valueFrom(index); at < end; at++) {
            count += bytes[at] == wanted ? 1 : 0;
        }
        return count;
    }

    /** The host that the request is for, with its port if it was given; empty if it was not. */
    public String host() {
        return authority.of(bytes, hostFrom(), hostTo());
    }

    public int copyHost(byte[] to, int at) {
        return copy(hostFrom(), hostTo(), to, at);
    }

    public int hostSize() {
        return hostTo() - hostFrom();
    }

    private int hostFrom() {
        return host < 0 ? line.authorityFrom : valueFrom(host);
    }

    private int hostTo() {
        return host < 0 ? line.authorityTo : valueTo(host);
    }

    /** The User-Agent field, or empty. */
    public String userAgent() {
        int index = find(USER_AGENT);
        return index < 0 ? "" : userAgent.of(bytes, valueFrom(index), valueTo(index));
    }

    /** The first field of this name, or null. */
    public @Nullable String header(String name) {
        for (int i = 0; i < lines; i++) {
            if (Ascii.same(bytes, starts[i], colons[i], name)) {
                return value(i);
            }
        }
        return null;
    }

    /** The fields of this kind as the one list that they are (RFC 9110 section 5.3), or null. */
    public @Nullable String header(HeaderKind kind) {
        String list = null;
        for (int i = 0; i < lines; i++) {
            if (kinds[i] == kind) {
                list = list == null ? value(i) : list + ", " + value(i);
            }
        }
        return list;
    }

    /** Whether a line's name is this one. */
    public boolean named(int index, byte[] lower) {
        return Ascii.same(bytes, starts[index], colons[index], lower);
    }

    private int find(byte[] lower) {
        for (int i = 0; i < lines; i++) {
            if (Ascii.same(bytes, starts[i], colons[i], lower)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a Connection field nominates this line as hop-by-hop (RFC 9110 section 7.6.1). */
    public boolean nominated(int index) {
        if (!nominates) {
            return false;
        }
        for (int i = 0; i < lines; i++) {
            if (kinds[i] == HeaderKind.CONNECTION
                    && Ascii.lists(bytes, colons[i] + 1, ends[i], bytes, starts[index], colons[index])) {
                return true;
            }
        }
        return false;
    }

    int valueFrom(int index) {
        int at = colons[index] + 1;
        while (at < ends[index] && Ascii.blank(bytes[at])) {
            at++;
        }
        return at;
    }

    int valueTo(int index) {
        int from = valueFrom(index);
        int at = ends[index];
        while (at > from && Ascii.blank(bytes[at - 1])) {
            at--;
        }
        return at;
    }

    private int copy(int from, int to, byte[] target, int at) {
        System.arraycopy(bytes, from, target, at, to - from);
        return at + to - from;
    }

    /**
     * Whether it asks for the story of its answer: {@code X-Flotilla-Explain: 1}. One that was refused does not, as the
     * field that tells through whom it came may stand behind the defect.
     */
    public boolean asksToExplain() {
        return explain && whole();
    }

    // What follows

    /** Whether the client keeps the connection for another request (RFC 9112 section 9.3). */
    public boolean persistent() {
        return !close && (!line.http10 || keepAlive);
    }

    /** The length told, or -1. */
    public long contentLength() {
        return contentLength;
    }

    public boolean chunked() {
        return chunked;
    }

    /** Whether a body follows. */
    public boolean hasBody() {
        return whole() && (chunked || contentLength > 0);
    }
}
