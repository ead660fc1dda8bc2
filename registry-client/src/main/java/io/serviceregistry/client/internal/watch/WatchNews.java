package io.serviceregistry.client.internal.watch;

import io.serviceregistry.client.WatchListener;
import io.serviceregistry.client.WatchState;
import io.serviceregistry.client.internal.call.News;

/** Passes what a watch sees on to the application's listener. */
public record WatchNews(WatchListener listener, News news) implements WatchObserver {

    @Override
    public void synced(WatchStep.Synced step) {
        news.tell(() -> listener.synced(step.previous(), step.current()));
    }

    @Override
    public void changed(WatchStep.Changed step) {
        news.tell(() -> listener.changed(step.changes(), step.current()));
    }

    @Override
    public void stateChanged(WatchState previous, WatchState current) {
        news.tell(() -> listener.stateChanged(previous, current));
    }
}
