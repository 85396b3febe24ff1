package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import flotilla.ops.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CourierTest {

    private final CountDownLatch carrying = new CountDownLatch(1);
    private final List<String> tried = new CopyOnWriteArrayList<>();

    /** Answers by what it is asked for: below ten it goes well, below twenty the second time, the rest is refused. */
    private final class Answering implements Deed {

        private final CountDownLatch open;

        Answering(CountDownLatch open) {
            this.open = open;
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public Result carry(Order order) throws InterruptedException {
            carrying.countDown();
            open.await();
            tried.add(order.id());
            boolean first = tried.stream().filter(order.id()::equals).count() == 1;
            if (order.wanted() < 10) {
                return new Result(Outcome.DONE, "done");
            }
            return new Result(order.wanted() < 20 && first ? Outcome.AGAIN : Outcome.REFUSED, "not now");
        }
    }

    @Test
    void takesOrdersInTurn() throws Exception {
        try (var courier = courier(new CountDownLatch(0))) {
            courier.send(Orders.of("shop", 3));
            Await.until(() -> tried.equals(List.of("a/shop/3")));
            courier.send(Orders.of("shop", 4));

            Await.until(() -> tried.equals(List.of("a/shop/3", "a/shop/4")));
        }
    }

    @Test
    void triesAgainWithTheSameId() throws Exception {
        try (var courier = courier(new CountDownLatch(0))) {
            courier.send(Orders.of("shop", 13));

            Await.until(() -> tried.equals(List.of("a/shop/13", "a/shop/13")));
        }
    }

    @Test
    void doesNotRepeatWhatIsRefused() throws Exception {
        try (var courier = courier(new CountDownLatch(0))) {
            courier.send(Orders.of("shop", 33));
            Await.until(() -> tried.size() == 1);
            courier.send(Orders.of("shop", 4));

            Await.until(() -> tried.size() == 2);
            assertThat(tried).containsExactly("a/shop/33", "a/shop/4");
        }
    }

    @Test
    void passesOverWhatIsOutOfDate() throws Exception {
        var open = new CountDownLatch(1);
        try (var courier = courier(open)) {
            courier.send(Orders.of("shop", 13));
            assertThat(carrying.await(60, TimeUnit.SECONDS)).isTrue();
            courier.send(Orders.of("shop", 5));
            courier.send(Orders.of("shop", 6));
            open.countDown();

            Await.until(() -> tried.contains("a/shop/6"));
            assertThat(tried).doesNotContain("a/shop/5");
            assertThat(tried.stream().filter("a/shop/13"::equals).count()).isLessThanOrEqualTo(1);
        }
    }

    private Courier courier(CountDownLatch open) {
        return new Courier("shop", new Answering(open), Time.system(), 1);
    }
}
