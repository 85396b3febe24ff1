package flotilla.ops.tracing;

import flotilla.node.resilience.Failure;
import flotilla.ops.otlp.Identity;
import flotilla.ops.tracing.SpanCopy.OfAttempt;
import flotilla.ops.tracing.SpanCopy.OfRequest;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How OpenTelemetry's semantic conventions for HTTP (stable, 1.23 and later) call what we know of a request. Beyond them stands
 * what only a balancer has, as {@code flotilla.*}.
 */
final class Conventions {

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    /** Query parameters that are signatures, whose values the conventions want redacted. */
    private static final Pattern SIGNATURES =
            Pattern.compile("((?:^|[?&])(?:AWSAccessKeyId|Signature|sig|X-Goog-Signature)=)[^&]*");

    private Conventions() {}

    static Resource resource(Identity identity) {
        var attributes = Attributes.builder();
        identity.attributes().forEach((key, value) -> attributes.put(key, value));
        return Resource.create(attributes.build());
    }

    static String name(OfRequest request) {
        return request.routePath().isEmpty()
                ? known(request.method())
                : known(request.method()) + " " + request.routePath();
    }

    static String name(OfAttempt attempt) {
        return known(attempt.method());
    }

    /** A word of few, as names of spans have to be. */
    private static String known(String method) {
        return METHODS.contains(method) ? method : "HTTP";
    }

    /** Of a server's span nothing below 500 is an error, unless the answer was cut. */
    static StatusData status(OfRequest request) {
        return status(request.status() >= 500 || cut(request), request.failure());
    }

    private static boolean cut(OfRequest request) {
        return request.failure() != null && request.status() < 400;
    }

    /** Of a client's span everything from 400 on is one. */
    static StatusData status(OfAttempt attempt) {
        return status(attempt.status() >= 400 || attempt.failure() != null, attempt.failure());
    }

    private static StatusData status(boolean error, @Nullable Failure failure) {
        if (!error) {
            return StatusData.unset();
        }
        return failure == null ? StatusData.error() : StatusData.create(StatusCode.ERROR, failure.detail());
    }

    static Attributes attributes(OfRequest request) {
        var to = Attributes.builder();
        method(to, request.method());
        to.put("url.scheme", "http");
        target(to, request.target());
        host(to, request.host());
        to.put("client.address", request.client().getHostAddress());
        to.put("network.peer.address", request.peer().getHostAddress());
        to.put("network.peer.port", request.peerPort());
        optional(to, "network.protocol.version", request.protocol().replaceFirst("^HTTP/", ""));
        optional(to, "user_agent.original", request.userAgent());
        optional(to, "http.route", request.routePath());
        outcome(to, request.status(), request.failure(), 500);
        to.put("flotilla.listener", request.listener());
        optional(to, "flotilla.route", request.route());
        optional(to, "flotilla.upstream", request.upstream());
        to.put("flotilla.attempts", request.attempts());
        return to.build();
    }

    static Attributes attributes(OfAttempt attempt) {
        var to = Attributes.builder();
        method(to, attempt.method());
        var scheme = attempt.secure() ? "https" : "http";
        to.put("server.address", attempt.host());
        to.put("server.port", attempt.port());
        var host = attempt.host().indexOf(':') >= 0 ? "[" + attempt.host() + "]" : attempt.host();
        to.put("url.full", scheme + "://" + host + ":" + attempt.port() + redacted(attempt.target()));
        to.put("network.protocol.version", "1.1");
        if (attempt.number() > 1) {
            to.put("http.request.resend_count", attempt.number() - 1);
        }
        outcome(to, attempt.status(), attempt.failure(), 400);
        to.put("flotilla.upstream", attempt.upstream());
        if (attempt.givenUp()) {
            to.put("flotilla.given_up", true);
        }
        return to.build();
    }

    private static void method(AttributesBuilder to, String method) {
        if (METHODS.contains(method)) {
            to.put("http.request.method", method);
        } else {
            to.put("http.request.method", "_OTHER");
            optional(to, "http.request.method_original", method);
        }
    }

    private static void target(AttributesBuilder to, String target) {
        int query = target.indexOf('?');
        to.put("url.path", query < 0 ? target : target.substring(0, query));
        if (query >= 0) {
            optional(to, "url.query", redacted(target.substring(query + 1)));
        }
    }

    private static void host(AttributesBuilder to, String host) {
        int colon = host.endsWith("]") ? -1 : host.lastIndexOf(':');
        optional(to, "server.address", colon < 0 ? host : host.substring(0, colon));
        if (colon >= 0 && host.substring(colon + 1).matches("\\d{1,5}")) {
            to.put("server.port", Integer.parseInt(host.substring(colon + 1)));
        }
    }

    private static String redacted(String text) {
        return SIGNATURES.matcher(text).replaceAll("$1REDACTED");
    }

    /** The status, and as the error's type the reason of a failure, else the status if it is one. */
    private static void outcome(AttributesBuilder to, int status, @Nullable Failure failure, int firstError) {
        if (status > 0) {
            to.put("http.response.status_code", status);
        }
        if (failure != null) {
            to.put("error.type", failure.reason().code());
        } else if (status >= firstError) {
            to.put("error.type", String.valueOf(status));
        }
    }

    private static void optional(AttributesBuilder to, String key, String value) {
        if (!value.isEmpty()) {
            to.put(key, value);
        }
    }
}
