package org.ttt4j.select;

import java.util.List;

/** One selection under way: an order, and the posteriors that see what it picks. Confined to one thread. */
final class Picker {

    private final Order order;
    private final List<Posterior> observers;

    private Picker(Order order, List<Posterior> observers) {
        this.order = order;
        this.observers = observers;
    }

    /** An order whose picks the posterior observes. */
    static Picker of(Order order, Posterior reported) {
        return new Picker(order, List.of(reported));
    }

    /** An order that reads a posterior of its own, beside the one that is reported. */
    static Picker of(Order order, Posterior reported, Posterior own) {
        return new Picker(order, List.of(reported, own));
    }

    /** Picks the next candidate and observes it, or returns {@link Order#NONE}. */
    int pick() {
        int next = order.next();
        if (next != Order.NONE) {
            observers.forEach(posterior -> posterior.observe(next));
        }
        return next;
    }

    /** Sum of the query rows' variances given all picks. */
    double queryVariance() {
        return observers.get(0).queryVariance();
    }
}
