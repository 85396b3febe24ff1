package flotilla.node.balance;

class WeightedRandomTest extends BalancerContract {

    @Override
    Balancer balancer() {
        return new WeightedRandom();
    }
}
