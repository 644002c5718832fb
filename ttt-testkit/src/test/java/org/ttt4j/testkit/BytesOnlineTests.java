package org.ttt4j.testkit;

import org.ttt4j.api.Trainer;

class BytesOnlineTests extends OnlineContract {

    @Override
    protected Trainer open() {
        return open(0.3);
    }

    @Override
    protected Trainer openAtRateZero() {
        return open(0);
    }

    @Override
    protected Trainer openAnother() {
        return open(0.4);
    }

    private static Trainer open(double learningRate) {
        return new BytesTrainer(new BytesSettings(128, 2, 64, learningRate, 2));
    }
}
