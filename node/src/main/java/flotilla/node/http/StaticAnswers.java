package flotilla.node.http;

import flotilla.node.resilience.Failure;
import flotilla.node.route.Destination;
import flotilla.node.route.Page;
import org.jspecify.annotations.Nullable;

/** Answers for routes that have an answer and no upstream. */
final class StaticAnswers implements Stage {

    @Override
    public String name() {
        return "static_answers";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var answer = exchange.destination().route().respond();
        if (answer.isPresent()) {
            exchange.answer(answer.get());
        } else {
            next.handle(exchange);
        }
    }

    /** What a client gets with our own word of a failure, if its route has a page for that; null: a line of text. */
    static @Nullable Page page(@Nullable Destination destination, Failure failure) {
        return switch (failure.status()) {
            case 502, 503, 504 ->
                destination == null ? null : destination.route().maintenance().orElse(null);
            default -> null;
        };
    }
}
