package flotilla.ops.config;

import flotilla.node.balance.BalancePolicy;
import flotilla.node.health.HealthPolicy;
import flotilla.node.health.OutlierPolicy;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.resilience.ConcurrencyPolicy;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.RatePolicy;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import flotilla.node.sticky.StickyPolicy;
import flotilla.node.tls.TlsPolicy;
import flotilla.ops.scale.ScalePolicy;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** An upstream as it is written: the policy's parts directly below its name. */
public record UpstreamLayout(
        Optional<URI> source,
        List<URI> sources,
        BalancePolicy balance,
        HealthPolicy health,
        PoolPolicy pool,
        Timeouts timeouts,
        TlsLayout tls,
        String host,
        RatePolicy rate,
        Optional<StickyLayout> sticky,
        RetryPolicy retry,
        OutlierPolicy outliers,
        BreakerPolicy breaker,
        Optional<String> fallback,
        ConcurrencyPolicy concurrency,
        Optional<ScalePolicy> scale) {

    public static final UpstreamLayout DEFAULT = new UpstreamLayout(
            Optional.empty(),
            List.of(),
            BalancePolicy.DEFAULT,
            HealthPolicy.DEFAULT,
            PoolPolicy.DEFAULT,
            Timeouts.DEFAULT,
            TlsLayout.DEFAULT,
            UpstreamPolicy.DEFAULT.host(),
            RatePolicy.DEFAULT,
            Optional.empty(),
            RetryPolicy.DEFAULT,
            OutlierPolicy.DEFAULT,
            BreakerPolicy.DEFAULT,
            Optional.empty(),
            ConcurrencyPolicy.DEFAULT,
            Optional.empty());

    public UpstreamLayout {
        new UpstreamPolicy(balance, health, pool, timeouts, host);
    }

    /**
     * @param loaded what {@code tls} names, read from its files
     * @param sessions what {@code sticky} names
     */
    UpstreamPolicy policy(TlsPolicy loaded, Optional<StickyPolicy> sessions) {
        return new UpstreamPolicy(
                balance,
                health,
                pool,
                timeouts,
                loaded,
                host,
                rate,
                sessions,
                retry,
                outliers,
                breaker,
                fallback,
                concurrency);
    }
}
