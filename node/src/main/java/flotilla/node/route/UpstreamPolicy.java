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
        var copy = new Copy(this);
        copy.balance = newBalance;
        return copy.made();
    }

    public UpstreamPolicy withHealth(HealthPolicy newHealth) {
        var copy = new Copy(this);
        copy.health = newHealth;
        return copy.made();
    }

    public UpstreamPolicy withPool(PoolPolicy newPool) {
        var copy = new Copy(this);
        copy.pool = newPool;
        return copy.made();
    }

    public UpstreamPolicy withTimeouts(Timeouts newTimeouts) {
        var copy = new Copy(this);
        copy.timeouts = newTimeouts;
        return copy.made();
    }

    public UpstreamPolicy withTls(TlsPolicy newTls) {
        var copy = new Copy(this);
        copy.tls = newTls;
        return copy.made();
    }

    public UpstreamPolicy withRate(RatePolicy newRate) {
        var copy = new Copy(this);
        copy.rate = newRate;
        return copy.made();
    }

    public UpstreamPolicy withSticky(StickyPolicy newSticky) {
        var copy = new Copy(this);
        copy.sticky = Optional.of(newSticky);
        return copy.made();
    }

    public UpstreamPolicy withRetry(RetryPolicy newRetry) {
        var copy = new Copy(this);
        copy.retry = newRetry;
        return copy.made();
    }

    public UpstreamPolicy withOutliers(OutlierPolicy newOutliers) {
        var copy = new Copy(this);
        copy.outliers = newOutliers;
        return copy.made();
    }

    public UpstreamPolicy withBreaker(BreakerPolicy newBreaker) {
        var copy = new Copy(this);
        copy.breaker = newBreaker;
        return copy.made();
    }

    public UpstreamPolicy withFallback(String upstream) {
        var copy = new Copy(this);
        copy.fallback = Optional.of(upstream);
        return copy.made();
    }

    public UpstreamPolicy withConcurrency(ConcurrencyPolicy newConcurrency) {
        var copy = new Copy(this);
        copy.concurrency = newConcurrency;
        return copy.made();
    }

    /** The components while one of them changes. */
    private static final class Copy {

        private BalancePolicy balance;
        private HealthPolicy health;
        private PoolPolicy pool;
        private Timeouts timeouts;
        private TlsPolicy tls;
        private String host;
        private RatePolicy rate;
        private Optional<StickyPolicy> sticky;
        private RetryPolicy retry;
        private OutlierPolicy outliers;
        private BreakerPolicy breaker;
        private Optional<String> fallback;
        private ConcurrencyPolicy concurrency;

        Copy(UpstreamPolicy of) {
            balance = of.balance;
            health = of.health;
            pool = of.pool;
            timeouts = of.timeouts;
            tls = of.tls;
            host = of.host;
            rate = of.rate;
            sticky = of.sticky;
            retry = of.retry;
            outliers = of.outliers;
            breaker = of.breaker;
            fallback = of.fallback;
            concurrency = of.concurrency;
        }

        UpstreamPolicy made() {
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
                    concurrency);
        }
    }
}
