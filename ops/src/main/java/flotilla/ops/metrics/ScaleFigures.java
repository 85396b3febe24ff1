package flotilla.ops.metrics;

import flotilla.ops.scale.Standing;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How many endpoints upstreams should have, of those for which that is advised. */
final class ScaleFigures implements MultiCollector {

    private final Supplier<List<Standing>> standings;

    ScaleFigures(Supplier<List<Standing>> standings) {
        this.standings = standings;
    }

    @Override
    public MetricSnapshots collect() {
        var now = standings.get();
        if (now.isEmpty()) {
            return MetricSnapshots.of();
        }
        return MetricSnapshots.of(
                gauge(
                        now,
                        "wanted_endpoints",
                        "Endpoints that the upstream should have.",
                        each -> each.advice().given(),
                        each -> each.advice().wanted()),
                gauge(
                        now,
                        "present_endpoints",
                        "Endpoints that the upstream has, those that drain not counted.",
                        each -> true,
                        each -> each.advice().present()),
                gauge(
                        now,
                        "load_endpoints",
                        "What there is to do, in endpoints that each do what the policy wants.",
                        each -> each.advice().known(),
                        each -> each.advice().load()),
                gauge(
                        now,
                        "forecast_endpoints",
                        "What there will be to do at most by the time that a new endpoint is up.",
                        each -> each.advice().forecast() > 0,
                        each -> each.advice().forecast()),
                flag(
                        now,
                        "known",
                        "Whether what there is to do is known; if not, the last advice stands.",
                        each -> each.advice().known()),
                flag(now, "acting", "Whether this node is the one whose advice is acted on.", Standing::acting),
                reasons(now));
    }

    private static GaugeSnapshot gauge(
            List<Standing> standings,
            String name,
            String help,
            Predicate<Standing> there,
            ToDoubleFunction<Standing> value) {
        var gauge = GaugeSnapshot.builder().name("flotilla_scale_" + name).help(help);
        standings.stream()
                .filter(there)
                .forEach(each -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("upstream", each.upstream()))
                        .value(value.applyAsDouble(each))
                        .build()));
        return gauge.build();
    }

    private static GaugeSnapshot flag(List<Standing> standings, String name, String help, Predicate<Standing> holds) {
        return gauge(standings, name, help, each -> true, each -> holds.test(each) ? 1 : 0);
    }

    private static GaugeSnapshot reasons(List<Standing> standings) {
        var gauge = GaugeSnapshot.builder().name("flotilla_scale_reason").help("What the advice goes by: always 1.");
        standings.forEach(each -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of(
                        "upstream",
                        each.upstream(),
                        "signal",
                        each.advice().signal().word()))
                .value(1)
                .build()));
        return gauge.build();
    }
}
