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
import java.util.Optional;

/** The policy of upstreams that nobody configures, as it is written. */
public record AnnouncedLayout(
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
        ConcurrencyPolicy concurrency) {

    public static final AnnouncedLayout DEFAULT = new AnnouncedLayout(
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
            ConcurrencyPolicy.DEFAULT);

    public AnnouncedLayout {
        new UpstreamPolicy(balance, health, pool, timeouts, host);
    }

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
