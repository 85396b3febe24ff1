package flotilla.ops.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;

/** A span in the form that OpenTelemetry's exporters take. */
record ExportedSpan(
        SpanCopy copy,
        String name,
        SpanKind kind,
        StatusData status,
        Attributes attributes,
        SpanContext context,
        SpanContext parent,
        Resource resource)
        implements SpanData {

    private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("flotilla");

    static ExportedSpan of(SpanCopy copy, Resource resource) {
        var ids = copy.ids();
        var trace = TraceId.fromLongs(ids.high(), ids.low());
        var own = SpanContext.create(
                trace, SpanId.fromLong(ids.span()), TraceFlags.getSampled(), TraceState.getDefault());
        return switch (copy) {
            case SpanCopy.OfRequest request -> {
                var parent = ids.parent() == 0
                        ? SpanContext.getInvalid()
                        : SpanContext.createFromRemoteParent(
                                trace, SpanId.fromLong(ids.parent()), TraceFlags.getSampled(), TraceState.getDefault());
                yield new ExportedSpan(
                        copy,
                        Conventions.name(request),
                        SpanKind.SERVER,
                        Conventions.status(request),
                        Conventions.attributes(request),
                        own,
                        parent,
                        resource);
            }
            case SpanCopy.OfAttempt attempt ->
                new ExportedSpan(
                        copy,
                        Conventions.name(attempt),
                        SpanKind.CLIENT,
                        Conventions.status(attempt),
                        Conventions.attributes(attempt),
                        own,
                        SpanContext.create(
                                trace, SpanId.fromLong(ids.parent()), TraceFlags.getSampled(), TraceState.getDefault()),
                        resource);
        };
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public SpanKind getKind() {
        return kind;
    }

    @Override
    public SpanContext getSpanContext() {
        return context;
    }

    @Override
    public SpanContext getParentSpanContext() {
        return parent;
    }

    @Override
    public StatusData getStatus() {
        return status;
    }

    @Override
    public long getStartEpochNanos() {
        return copy.startNanos();
    }

    @Override
    public long getEndEpochNanos() {
        return copy.startNanos() + copy.durationNanos();
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public List<EventData> getEvents() {
        return List.of();
    }

    @Override
    public List<LinkData> getLinks() {
        return List.of();
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public int getTotalRecordedEvents() {
        return 0;
    }

    @Override
    public int getTotalRecordedLinks() {
        return 0;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }

    @Override
    @SuppressWarnings("deprecation") // still has to be there
    public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create(SCOPE.getName(), null);
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return SCOPE;
    }

    @Override
    public Resource getResource() {
        return resource;
    }
}
