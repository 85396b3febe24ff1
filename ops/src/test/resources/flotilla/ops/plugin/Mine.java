import flotilla.node.balance.*;
public final class Mine implements Balancer.Provider {
    public String name() { return "round_robin"; }
    public Balancer create(BalancePolicy policy) { return null; }
}
