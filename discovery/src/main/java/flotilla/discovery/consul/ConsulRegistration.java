package flotilla.discovery.consul;

import flotilla.discovery.Backoff;
import flotilla.discovery.Loop;
import flotilla.discovery.Registration;
import flotilla.discovery.ServiceEntry;
import flotilla.discovery.SourceContext;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kiwiproject.consul.AgentClient;
import org.kiwiproject.consul.ConsulException;
import org.kiwiproject.consul.NotRegisteredException;
import org.kiwiproject.consul.option.ImmutableQueryParameterOptions;
import org.kiwiproject.consul.option.Options;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own service in Consul. It looks every few seconds whether the agent still knows it, and registers it when it does not:
 * an agent that started after us, or came back without its memory, is told again.
 *
 * <p>Only the first agent of the URI is used. An agent owns the services registered with it and checks them; a second one
 * would list us twice.
 */
public final class ConsulRegistration implements Registration {

    private static final Logger LOG = LoggerFactory.getLogger(ConsulRegistration.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration LEAVE = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final ServiceEntry entry;
    private final SourceContext context;
    private final Agents agents;
    private final Loop loop;
    private volatile Optional<Duration> ttl = Optional.empty();

    private ConsulRegistration(ConsulUri uri, ServiceEntry entry, SourceContext context) {
        this.entry = entry;
        this.context = context;
        this.agents = new Agents(uri.access().firstAgentOnly());
        var random = new SplittableRandom(context.seed() ^ entry.id().hashCode());
        this.loop = Loop.start("registration " + entry.id(), context.time(), new Keeping(new Backoff(random)));
    }

    /** Begins to register in the background. */
    public static ConsulRegistration open(URI registry, ServiceEntry entry, SourceContext context) {
        return new ConsulRegistration(ConsulUri.registry(registry), entry, context);
    }

    /** Looks whether the entry is there, and puts it there. */
    private final class Keeping implements Loop.Round {

        private final Backoff backoff;
        private String trouble = "";
        private boolean askedForTtl;

        private Keeping(Backoff backoff) {
            this.backoff = backoff;
        }

        @Override
        public Duration run() throws Exception {
            var agent = client();
            if (!registered(agent)) {
                agent.register(
                        RegistrationForm.of(entry),
                        Options.BLANK_QUERY_OPTIONS,
                        ImmutableQueryParameterOptions.builder()
                                .replaceExistingChecks(true)
                                .build());
                LOG.info(
                        "service {} ({}): not registered -> registered by the agent {}",
                        entry.name(),
                        entry.id(),
                        agents.current());
            }
            if (!askedForTtl) {
                askedForTtl = true;
                ttl = ttl(agent);
            }
            trouble = "";
            backoff.reset();
            return LOOK;
        }

        @Override
        public Duration failed(Throwable cause) {
            var reason = Reason.of(cause);
            if (!reason.equals(trouble)) {
                LOG.warn(
                        "service {} ({}): the agent {} cannot be told of it: {}; tries again",
                        entry.name(),
                        entry.id(),
                        agents.current(),
                        reason);
            }
            trouble = reason;
            agents.rotate();
            return backoff.next().plus(AGAIN);
        }
    }

    @Override
    public Optional<Duration> ttl() {
        return ttl;
    }

    /** Nothing depends on it: an agent that may not say (its ACL wants agent:read) is asked once. */
    private Optional<Duration> ttl(AgentClient agent) {
        try {
            var known = DnsTtl.of(agent.getAgent().getDebugConfig(), entry.name());
            LOG.debug("service {} ({}): the TTL in DNS is {}", entry.name(), entry.id(), known);
            return known;
        } catch (ConsulException e) {
            LOG.info(
                    "service {} ({}): the agent {} does not say its DNS's TTL: {}",
                    entry.name(),
                    entry.id(),
                    agents.current(),
                    Reason.of(e));
            return Optional.empty();
        }
    }

    @Override
    public void release() {
        loop.close();
        agents.close();
        LOG.info("service {} ({}): left to another process", entry.name(), entry.id());
    }

    @Override
    public void close() {
        leave(LEAVE);
    }

    /** Asks until the agent says that the entry is gone. The client waits longer for one that is silent than we do: on a thread of its own. */
    @Override
    public void leave(Duration limit) {
        loop.close();
        var gone = new CompletableFuture<String>();
        var asking = Thread.ofVirtual().name("deregistration " + entry.id()).start(() -> askUntilGone(limit, gone));
        try {
            var trouble = gone.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!trouble.isEmpty()) {
                notTakenOut(trouble);
            }
        } catch (TimeoutException e) {
            notTakenOut("no answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            notTakenOut(Reason.of(e));
        } catch (InterruptedException e) {
            LOG.warn("service {} ({}): interrupted while it was taken out", entry.name(), entry.id());
            Thread.currentThread().interrupt();
        } finally {
            asking.interrupt();
            agents.close();
        }
    }

    /** @param gone gets an empty text, or what is in the way when the time is over */
    private void askUntilGone(Duration limit, CompletableFuture<String> gone) {
        try {
            gone.complete(loop.join(limit) ? trouble(limit) : "it is still being registered");
        } catch (InterruptedException e) {
            gone.completeExceptionally(e);
        }
    }

    private String trouble(Duration limit) throws InterruptedException {
        var until = context.time().nanos() + limit.toNanos();
        var reason = "";
        while (context.time().nanos() < until) {
            try {
                deregister(client());
                if (!registered(client())) {
                    LOG.info("service {} ({}): registered -> gone because this node stops", entry.name(), entry.id());
                    return "";
                }
            } catch (ConsulException | IOException | GeneralSecurityException e) {
                reason = Reason.of(e);
            }
            context.time().pause(AGAIN);
        }
        return reason.isEmpty() ? "it is still there" : reason;
    }

    private void notTakenOut(String reason) {
        LOG.warn(
                "service {} ({}): not taken out of the agent {}: {}; the registry does so itself after {}",
                entry.name(),
                entry.id(),
                agents.current(),
                reason,
                entry.forgetAfter());
    }

    private void deregister(AgentClient agent) {
        try {
            agent.deregister(entry.id());
        } catch (ConsulException e) {
            if (!e.hasCode() || e.getCode() != 404) {
                throw e;
            }
        }
    }

    private boolean registered(AgentClient agent) {
        try {
            var found =
                    agent.getService(entry.id(), Options.BLANK_QUERY_OPTIONS).getResponse();
            return found.getPort() == entry.port()
                    && found.getAddress().equals(entry.address())
                    && found.getMeta().entrySet().containsAll(entry.meta().entrySet())
                    && List.copyOf(found.getTags()).equals(entry.tags());
        } catch (NotRegisteredException e) {
            return false;
        }
    }

    private AgentClient client() throws IOException, GeneralSecurityException {
        return agents.client().agentClient();
    }
}
