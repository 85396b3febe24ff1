package flotilla.discovery.consul;

import com.google.common.net.HostAndPort;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Address;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kiwiproject.consul.Consul;
import org.kiwiproject.consul.async.ConsulResponseCallback;
import org.kiwiproject.consul.model.ConsulResponse;

/**
 * The agents of one watch, of which one is asked until it fails; then the next one is. (The client's own failover moves on
 * only when a connection breaks, not when an agent answers 500, "No cluster leader".)
 *
 * <p>A client is built when an agent's turn comes, so certificates are read anew then. One thread calls; any may close.
 */
final class Agents implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration READ = Duration.ofSeconds(10);

    private final AgentAccess access;
    private final Optional<TokenFile> token;

    @GuardedBy("this") private int current;

    @GuardedBy("this") private @Nullable Consul client;

    @GuardedBy("this") private boolean closed;

    Agents(AgentAccess access) {
        this.access = access;
        this.token = access.tokenFile().map(TokenFile::new);
    }

    /** A request to whichever agent's turn it is. */
    interface Request<T> {
        void send(Consul client, ConsulResponseCallback<T> callback);
    }

    /** Sends a request and waits for its answer, at most {@code limit}: the watchdog over a client that forgets to answer. */
    <T> ConsulResponse<T> ask(Duration limit, Request<T> request) throws Exception {
        var future = new CompletableFuture<ConsulResponse<T>>();
        request.send(client(), new ConsulResponseCallback<>() {
            @Override
            public void onComplete(ConsulResponse<T> response) {
                future.complete(response);
            }

            @Override
            public void onFailure(Throwable cause) {
                future.completeExceptionally(cause);
            }
        });
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The client of the agent whose turn it is, with the token as it is now. */
    synchronized Consul client() throws IOException, GeneralSecurityException {
        if (closed) {
            throw new IOException("closed");
        }
        if (token.isPresent()) {
            token.get().refresh();
        }
        if (client == null) {
            client = build(access.agents().get(current));
        }
        return client;
    }

    /** The agent whose turn it is. */
    synchronized Address current() {
        return access.agents().get(current);
    }

    int count() {
        return access.agents().size();
    }

    /** Lets the next agent have its turn. */
    synchronized void rotate() {
        current = (current + 1) % access.agents().size();
        destroyClient();
    }

    @Override
    public synchronized void close() {
        closed = true;
        destroyClient();
    }

    @GuardedBy("this") private void destroyClient() {
        if (client != null) {
            client.destroy();
            client = null;
        }
    }

    private Consul build(Address agent) throws IOException, GeneralSecurityException {
        var builder = Consul.builder()
                .withPing(false)
                .withHttps(access.tls())
                .withHostAndPort(HostAndPort.fromParts(agent.host(), agent.port()))
                .withConnectTimeoutMillis(CONNECT.toMillis())
                .withReadTimeoutMillis(READ.toMillis())
                .withWriteTimeoutMillis(READ.toMillis())
                .withExecutorService(Executors.newVirtualThreadPerTaskExecutor())
                .withConsulFailoverInterceptor(new SoundAnswers());
        token.ifPresent(builder::withTokenAuth);
        if (access.tls()) {
            var tls = AgentTls.load(access);
            builder.withSslContext(tls.context()).withTrustManager(tls.trust());
        }
        return builder.build();
    }
}
