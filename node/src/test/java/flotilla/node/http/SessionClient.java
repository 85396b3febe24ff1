package flotilla.node.http;

import flotilla.node.RawClient;
import flotilla.node.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A client that sends the cookies it is told and shows the one it gets. */
final class SessionClient implements AutoCloseable {

    private static final Pattern COOKIE = Pattern.compile("\r\nSet-Cookie: SID=([^;]*);");

    /** An answer in its two parts. */
    record Answer(String head, String body) {

        String cookie() {
            var cookie = cookieIn(head);
            if (cookie.isEmpty()) {
                throw new AssertionError("no cookie in " + head);
            }
            return cookie;
        }
    }

    private final RawClient client;

    SessionClient(TestNode node) {
        client = node.client();
    }

    /** The value of the session's cookie that this head sets, or empty. */
    static String cookieIn(String head) {
        var found = COOKIE.matcher(head);
        return found.find() ? found.group(1) : "";
    }

    Answer get(String cookies) throws IOException {
        var field = cookies.isEmpty() ? "" : "Cookie: " + cookies + "\r\n";
        var answer =
                client.send("GET / HTTP/1.1\r\nHost: h\r\n" + field + "\r\n").readAnswer();
        int end = answer.indexOf("\r\n\r\n") + 2;
        return new Answer(answer.substring(0, end), answer.substring(end + 2));
    }

    /** Asks again and again; the first answer that is as wanted. */
    Answer until(String cookies, Predicate<Answer> wanted) {
        var answer = new AtomicReference<>(new Answer("", ""));
        TestNode.await(() -> {
            try {
                answer.set(get(cookies));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return wanted.test(answer.get());
        });
        return answer.get();
    }

    @Override
    public void close() {
        client.close();
    }
}
