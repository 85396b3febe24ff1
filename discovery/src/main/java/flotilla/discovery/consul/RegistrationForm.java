package flotilla.discovery.consul;

import flotilla.discovery.Address;
import flotilla.discovery.ServiceEntry;
import java.time.Duration;
import java.util.Optional;
import org.kiwiproject.consul.model.agent.ImmutableRegCheck;
import org.kiwiproject.consul.model.agent.ImmutableRegistration;
import org.kiwiproject.consul.model.agent.Registration;

/** Puts an entry into the words of an agent. */
final class RegistrationForm {

    private RegistrationForm() {}

    static Registration of(ServiceEntry entry) {
        return ImmutableRegistration.builder()
                .name(entry.name())
                .id(entry.id())
                .address(entry.address())
                .port(entry.port())
                .addTags(entry.tags().toArray(String[]::new))
                .putMeta("external-source", "flotilla")
                .putAllMeta(entry.meta())
                .check(entry.check().map(check -> check(entry, check)))
                .build();
    }

    private static Registration.RegCheck check(ServiceEntry entry, ServiceEntry.Check check) {
        var form = ImmutableRegCheck.builder()
                .interval(text(check.interval()))
                .timeout(text(check.timeout()))
                .deregisterCriticalServiceAfter(text(entry.forgetAfter()));
        return switch (check) {
            case ServiceEntry.Check.Http http ->
                form.http(http.url().toString())
                        .tlsSkipVerify(Optional.of(http.url())
                                .filter(url -> "https".equals(url.getScheme()))
                                .map(url -> true))
                        .build();
            case ServiceEntry.Check.Tcp tcp ->
                form.tcp(new Address(tcp.host(), tcp.port()).toString()).build();
        };
    }

    private static String text(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
