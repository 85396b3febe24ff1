package flotilla.ops.api;

import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.ops.access.AuditLog;
import flotilla.ops.access.Gate;
import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.admin.AdminServer;
import flotilla.ops.admin.Page;
import flotilla.ops.config.Settings;
import flotilla.ops.reload.RunningConfig;
import flotilla.ops.rest.OpenApi;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Problem;
import flotilla.ops.rest.ProblemKind;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Router;
import flotilla.ops.rest.Schema;
import flotilla.ops.settings.NodeSettings;
import flotilla.ops.settings.Trials;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** All that the admin port serves of one node. */
public final class AdminApi {

    private static final String ROOT = "/api/v1";
    private static final String DOCUMENT = ROOT + "/openapi.json";

    private AdminApi() {}

    /**
     * What is served.
     *
     * @param settings that are in force now
     * @param config that a file began with; empty: the process was started by options
     * @param changeable those that are changed at run time
     * @param trials of changes of these
     * @param metrics makes the text of {@code /metrics}, of that content type
     * @param more pages beside the API that there are now, by their paths
     * @param version of the program
     * @param still why nothing can be changed now; empty: it can be
     */
    public record Served(
            Node node,
            Supplier<Settings> settings,
            Optional<RunningConfig> config,
            NodeSettings changeable,
            Trials trials,
            Supplier<String> metrics,
            String metricsType,
            Supplier<Map<String, Page>> more,
            String version,
            Supplier<String> still) {}

    /**
     * Begins to serve it.
     *
     * @param inherited the listening socket for an address, if there is one already
     * @throws java.io.UncheckedIOException naming the address or the file, if it cannot be had
     */
    public static AdminServer start(
            AdminPolicy policy,
            Served served,
            Time time,
            Function<InetSocketAddress, Optional<ServerSocketChannel>> inherited) {
        var pages = new NodePages(served.node());
        var gate = new Gate(policy.access(), time);
        return AdminServer.start(
                policy,
                () -> pages.all(
                        served.metrics(), served.metricsType(), served.more().get(), DOCUMENT + "\n"),
                router(served, time),
                gate,
                AuditLog.open(policy.auditLog(), time),
                inherited);
    }

    private static Router router(Served served, Time time) {
        var operations = new ArrayList<Operation>();
        for (var operation : operations(served, time)) {
            operations.add(heeding(served.still(), operation.below(ROOT)));
        }
        var itself = new AtomicReference<Reply>();
        operations.add(Operation.get(DOCUMENT, "showDocument", "This document.")
                .answers(Schema.map(new Schema.Anything()))
                .by(call -> itself.get()));
        itself.set(Reply.of(OpenApi.document(
                "Flotilla",
                "1",
                "The admin API of one node. What is changed of upstreams and endpoints counts on all nodes of its fleet, or"
                        + " with scope=node at this one alone. Configuration, drills and log levels are of this node.",
                operations)));
        return new Router(operations);
    }

    /** A change of what is about to end would be lost, however well it is answered. */
    private static Operation heeding(Supplier<String> still, Operation operation) {
        if (!operation.changes()) {
            return operation;
        }
        return operation.fails(ProblemKind.UNAVAILABLE).by(call -> {
            var why = still.get();
            if (!why.isEmpty()) {
                throw Problem.of(ProblemKind.UNAVAILABLE, why).with("Retry-After", "1");
            }
            return operation.handler().apply(call);
        });
    }

    private static List<Operation> operations(Served served, Time time) {
        var node = served.node();
        var settings = served.changeable();
        var endpoints = new EndpointsResource(node, time, settings);
        var operations = new ArrayList<Operation>();
        operations.addAll(new UpstreamsResource(node, endpoints, settings).operations());
        operations.addAll(endpoints.operations());
        operations.addAll(new RoutesResource(node).operations());
        operations.addAll(new ClusterResource(new FleetPage(node, settings, time)).operations());
        operations.addAll(new SettingsResource(settings, node::view).operations());
        operations.addAll(new TrialResource(served.trials(), settings, new Lookup(node)).operations());
        operations.addAll(new FaultsResource(node, time).operations());
        operations.addAll(new ListenersResource(node, served.settings()).operations());
        operations.addAll(new LimitsResource(node, served.settings(), settings).operations());
        operations.addAll(new CertificatesResource(served.settings(), time).operations());
        operations.addAll(new ProcessResource(node, served.settings(), served.version(), time).operations());
        operations.addAll(new ConfigResource(served.config()).operations());
        operations.addAll(new ProblemsResource().operations());
        return operations;
    }
}
