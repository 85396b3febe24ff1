package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import flotilla.node.balance.BalancePolicy;
import flotilla.node.health.HealthPolicy;
import flotilla.node.health.OutlierPolicy;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.resilience.ConcurrencyPolicy;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.sticky.StickyPolicy;
import flotilla.node.tls.TlsPolicy;
import java.util.Optional;

/**
 * How requests are sent to the endpoints of one upstream.
 *
 * @param host the Host header that endpoints get: {@code keep} for the client's, {@code endpoint} for the endpoint's
 *     authority, anything else literally
 * @param rate of all requests to it, over the fleet
 * @param sticky how sessions are bound to endpoints, if they are
 * @param outliers how live traffic shows that an endpoint is worse than the others, and what follows
 * @param retry when a request that failed at one is tried at another
 * @param concurrency how many requests to it may be in flight
 * @param breaker when live traffic takes one of them out, and how it comes back
 * @param fallback the upstream that gets what this one cannot serve
 */
public record UpstreamPolicy(
        BalancePolicy balance,
        HealthPolicy health,
        PoolPolicy pool,
        Timeouts timeouts,
        TlsPolicy tls,
        String host,
        RatePolicy rate,
        Optional<StickyPolicy> sticky,
        RetryPolicy retry,
        OutlierPolicy outliers,
        BreakerPolicy breaker,
        Optional<String> fallback,
        ConcurrencyPolicy concurrency) {

    public static final UpstreamPolicy DEFAULT = new UpstreamPolicy(
            BalancePolicy.DEFAULT,
            HealthPolicy.DEFAULT,
            PoolPolicy.DEFAULT,
            Timeouts.DEFAULT,
            TlsPolicy.DEFAULT,
            "keep",
            RatePolicy.DEFAULT,
            Optional.empty(),
            RetryPolicy.DEFAULT,
            OutlierPolicy.DEFAULT,
            BreakerPolicy.DEFAULT,
            Optional.empty(),
            ConcurrencyPolicy.DEFAULT);

    public UpstreamPolicy {
        InvalidValue.require(
                host.matches("[A-Za-z0-9._:\\[\\]-]+"),
                "host",
                host,
                "keep, endpoint, or a host with or without a port");
    }

    /** In plain text, but to endpoints that say {@code https}, at any rate, without sticky sessions, and without a comparison of endpoints. */
    public UpstreamPolicy(BalancePolicy balance, HealthPolicy health, PoolPolicy pool, Timeouts timeouts, String host) {
        this(
                balance,
                health,
                pool,
                timeouts,
                TlsPolicy.DEFAULT,
                host,
                RatePolicy.DEFAULT,
                Optional.empty(),
                RetryPolicy.DEFAULT,
                OutlierPolicy.OFF,
                BreakerPolicy.DEFAULT,
                Optional.empty(),
                ConcurrencyPolicy.DEFAULT);
    }

    public UpstreamPolicy withBalance(BalancePolicy newBalance) {
        return new UpstreamPolicy(
                newBalance,
                health,
                pool,
                timeouts,
                tls,
                host,
                rate,
                sticky,
                retry,
                outliers,
                breaker,
                fallback,
                concurrency);
    }

    public UpstreamPolicy withPool(PoolPolicy newPool) {
        return new UpstreamPolicy(
                balance,
                health,
                newPool,
                timeouts,
                tls,
                host,
                rate,
                sticky,
                retry,
                outliers,
                breaker,
                fallback,
                concurrency);
    }

    public UpstreamPolicy withTls(TlsPolicy newTls) {
        return new UpstreamPolicy(
                balance,
                health,
                pool,
                timeouts,
                newTls,
                host,
                rate,
                sticky,
                retry,
                outliers,
                breaker,
                fallback,
                concurrency);
    }

    public UpstreamPolicy withRate(RatePolicy newRate) {
        return new UpstreamPolicy(
                balance,
                health,
                pool,
                timeouts,
                tls,
                host,
                newRate,
                sticky,
                retry,
                outliers,
                breaker,
                fallback,
                concurrency);
    }

    public UpstreamPolicy withSticky(StickyPolicy newSticky) {
        return new UpstreamPolicy(
                balance,
                health,
                pool,
                timeouts,
                tls,
                host,
                rate,
                Optional.of(newSticky),
                retry,
                outliers,
                breaker,
                fallback,
                concurrency);
    }

    public UpstreamPolicy withRetry(RetryPolicy newRetry) {
        return new UpstreamPolicy(
                balance,
                health,
                pool,
                timeouts,
                tls,
                host,
                rate,
                sticky,
                newRetry,
                outliers,
                breaker,
                fallback,
                concurrency);
    }

    public UpstreamPolicy withOutliers(OutlierPolicy newOutliers) {
        return new UpstreamPolicy(
                balance,
                health,
                pool,
                timeouts,
                tls,
                host,
                rate,
                sticky,
                retry,
                newOutliers,
                breaker,
                fallback,
                concurrency);
    }

    public UpstreamPolicy withBreaker(BreakerPolicy newBreaker) {
        return new UpstreamPolicy(
                balance,
                health,
                pool,
                timeouts,
                tls,
                host,
                rate,
                sticky,
                retry,
                outliers,
                newBreaker,
                fallback,
                concurrency);
    }

    public UpstreamPolicy withFallback(String upstream) {
        return new UpstreamPolicy(
                balance,
                health,
                pool,
                timeouts,
                tls,
                host,
                rate,
                sticky,
                retry,
                outliers,
                breaker,
                Optional.of(upstream),
                concurrency);
    }

    public UpstreamPolicy withConcurrency(ConcurrencyPolicy newConcurrency) {
        return new UpstreamPolicy(
                balance,
                health,
                pool,
                timeouts,
                tls,
                host,
                rate,
                sticky,
                retry,
                outliers,
                breaker,
                fallback,
                newConcurrency);
    }
}
