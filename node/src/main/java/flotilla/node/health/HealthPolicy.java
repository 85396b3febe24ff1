package flotilla.node.health;

import flotilla.discovery.InvalidValue;
import java.time.Duration;

/**
 * How an upstream's endpoints are watched. Without an interval there are no active checks; live traffic is watched
 * always.
 *
 * @param interval from one check to the next; zero: no active checks
 * @param jitter share of the interval by which each check is moved at random, 0 to 1
 * @param timeout for one check, from connecting to its verdict
 * @param rise checks in a row that must succeed before an endpoint that was down is up
 * @param fall checks in a row that must fail before an endpoint that was up is down
 * @param http the path of an HTTP check, or empty for a TCP check
 * @param host the Host header of an HTTP check, or empty for the endpoint's authority
 * @param status the statuses that count as well, such as {@code 200} or {@code 200-299,304}
 * @param body text that the answer's first 64 KiB must contain, or empty
 * @param failures attempts in a row that live traffic may lose (which ones count, {@link OutlierPolicy.InARow} says) before the endpoint
 *     is taken for down; zero: attempts in a row do not count
 */
public record HealthPolicy(
        Duration interval,
        double jitter,
        Duration timeout,
        int rise,
        int fall,
        String http,
        String host,
        String status,
        String body,
        int failures) {

    /** How much of an answer's body is looked at. */
    static final int MAX_BODY = 64 * 1024;

    public static final HealthPolicy DEFAULT =
            new HealthPolicy(Duration.ZERO, 0.1, Duration.ofSeconds(2), 2, 3, "", "", "200-399", "", 5);

    public HealthPolicy {
        InvalidValue.require(!interval.isNegative(), "interval", interval, ">= 0");
        InvalidValue.require(jitter >= 0 && jitter <= 1, "jitter", jitter, "0 to 1");
        InvalidValue.require(timeout.isPositive(), "timeout", timeout, "> 0");
        InvalidValue.require(rise >= 1, "rise", rise, ">= 1");
        InvalidValue.require(fall >= 1, "fall", fall, ">= 1");
        InvalidValue.require(http.matches("(/[!-~]*)?"), "http", http, "a path that begins with /");
        InvalidValue.require(
                host.matches("[A-Za-z0-9._:\\[\\]-]*"), "host", host, "a host with or without a port, or empty");
        status = StatusRange.of(status).toString();
        InvalidValue.require(
                body.length() <= MAX_BODY / 4, "body", body.length() + " characters", "at most " + MAX_BODY / 4);
        InvalidValue.require(failures >= 0, "failures", failures, ">= 0");
    }

    public boolean active() {
        return interval.isPositive();
    }
}
